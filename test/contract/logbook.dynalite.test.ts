import { openEmbeddedDatabase } from '../../cli/run/embedded-database.ts';
import { describeLogbookOnTable } from './logbook-on-table.ts';

describeLogbookOnTable('the embedded database', () => openEmbeddedDatabase());
