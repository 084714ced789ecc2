import {damaged, KEYS, pick, type Random, value} from './mutation.js';

/** JSON that is still to be written: keys may repeat, and what is no object or list is text already. */
export type Node = string | {readonly members: [key: string, node: Node][]} | {readonly items: Node[]};

/** Objects and lists of a tree. */
function containersOf(node: Node): Exclude<Node, string>[] {
  if (typeof node === 'string') return [];
  const below = 'items' in node ? node.items : node.members.map(([, child]) => child);
  return [node, ...below.flatMap(containersOf)];
}

function copyOf(node: Node): Node {
  if (typeof node === 'string') return node;
  if ('items' in node) return {items: node.items.map(copyOf)};
  return {members: node.members.map(([key, child]) => [key, copyOf(child)])};
}

type Mutation = (container: Exclude<Node, string>, random: Random, keys: readonly string[]) => void;

function indexIn(list: readonly unknown[], random: Random): number {
  return Math.floor(random() * list.length);
}

const MUTATIONS: readonly Mutation[] = [
  (container, random) => {
    if ('items' in container) container.items[indexIn(container.items, random)] = value(random);
    else if (container.members.length > 0) container.members[indexIn(container.members, random)]![1] = value(random);
  },
  (container, random) => {
    const list = 'items' in container ? container.items : container.members;
    list.splice(indexIn(list, random), 1);
  },
  (container, random, keys) => {
    if ('items' in container) container.items.splice(indexIn(container.items, random), 0, value(random));
    else
      container.members.splice(indexIn(container.members, random), 0, [
        pick(random, [...KEYS, ...keys]),
        value(random),
      ]);
  },
  (container, random) => {
    if ('items' in container)
      container.items.push(...container.items.slice(indexIn(container.items, random)).map(copyOf));
    else
      container.members.push(...container.members.slice(-2).map(([key, node]): [string, Node] => [key, copyOf(node)]));
  },
  (container, random, keys) => {
    const member = 'members' in container && pick(random, container.members);
    if (member) member[0] = pick(random, [...KEYS, ...keys]);
  },
  (container, random) => {
    if (!('members' in container)) return;
    const at = indexIn(container.members, random);
    container.members.push([pick(random, KEYS), {members: container.members.splice(at)}]);
  },
];

function written(node: Node): string {
  if (typeof node === 'string') return node;
  if ('items' in node) return `[${node.items.map(written).join(',')}]`;
  return `{${node.members.map(([key, child]) => `${JSON.stringify(key)}:${written(child)}`).join(',')}}`;
}

/** The text of an answer with nothing to a few things wrong in it; `keys` may be put where they do not belong. */
export function brokenText(answer: Exclude<Node, string>, keys: readonly string[], random: Random): string {
  for (let left = Math.floor(random() * 4); left > 0; left--) {
    const containers = containersOf(answer);
    const container = random() < 0.3 ? answer : pick(random, containers);
    pick(random, MUTATIONS)(container, random, keys);
  }
  return damaged(written(answer), random);
}
