import {BurstLimit} from '../../../src/domain/burst-limit.js';

/** Tells how many lanes are at work. */
export class CountingBurstLimit extends BurstLimit {
  atWork = 0;

  override enter(): void {
    super.enter();
    this.atWork += 1;
  }

  override leave(): void {
    super.leave();
    this.atWork -= 1;
  }
}
