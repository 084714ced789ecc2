import {type DuckDBInstance, quotedString} from '@duckdb/node-api';

/** From now on no statement reaches a file beside the database's own and those of the folder, and none can change that. */
export async function locked(instance: DuckDBInstance, folder: string): Promise<DuckDBInstance> {
  const connection = await instance.connect();
  try {
    const asked = await connection.runAndReadAll("SELECT current_setting('lock_configuration')");
    // Of one that another part of this process has open, too.
    if (asked.getRows()[0]![0] === true) return instance;
    await connection.run(`SET allowed_directories = [${quotedString(`${folder}/`)}]`);
    await connection.run('SET enable_external_access = false');
    await connection.run('SET lock_configuration = true');
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
}
