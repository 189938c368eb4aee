// `certify dmarc-report`: reads aggregate reports from disk and adds them up. Asks nobody.
import { UsageError } from '../core/errors.ts';
import { type AggregateReport, aggregateReader, NotAReport } from '../mail/dmarc/aggregate.ts';
import { type DomainReceived, receivedTally } from '../mail/dmarc/received.ts';
import { type Packed, unpacked } from '../world/files/unpack.ts';

interface RefusedFile {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

export interface DmarcReceived {
  readonly schema: 'certify.dmarc-report/1';
  /** Reports that were added up. */
  readonly reports: number;
  /** Copies of a report that was read before. */
  readonly repeated: number;
  readonly refused: readonly RefusedFile[];
  readonly domains: readonly DomainReceived[];
  /** 0, or 2 where a file was refused. */
  readonly exitCode: 0 | 2;
}

/** Receivers keep theirs under some 10 MB packed; unpacked one is seldom more than a few. */
const LIMITS = { bytes: 64 * 1_048_576, members: 1000 };

const fixOf = (why: string, first: string): string => {
  if (/^[A-Za-z][A-Za-z-]*: /.test(first) || first.startsWith('From ')) {
    return 'This is a whole mail: save its attachment (.xml, .gz or .zip) and name that.';
  }
  return /Unclosed|Unexpected end/.test(why)
    ? 'It stops in the middle: save the attachment again.'
    : 'Name an aggregate report (what rua= sends): XML, or packed with gzip or zip.';
};

const asUsage = (error: unknown, name: string, first: string): unknown =>
  error instanceof NotAReport
    ? new UsageError({
        code: 'not-a-dmarc-report',
        message: `${name}: it ${error.message}.`,
        fix: fixOf(error.message, first),
        place: { file: name },
      })
    : error;

const readReport = async ({ name, pieces }: Packed, signal: AbortSignal): Promise<AggregateReport> => {
  const reader = aggregateReader();
  let first = '';
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      if (first === '') first = piece.slice(0, 200);
      reader.write(piece);
    }
    return reader.end();
  } catch (error) {
    throw asUsage(error, name, first);
  }
};

/** A broken file is told and the others are read. Throws UsageError when there is no file, or when none could be read. */
export const dmarcReport = async (files: readonly string[], signal: AbortSignal): Promise<DmarcReceived> => {
  if (files.length === 0) {
    throw new UsageError({
      code: 'file-missing',
      message: 'No file was named.',
      fix: 'Name the reports that came to the address in rua=: `certify dmarc-report reports/*.gz`',
    });
  }
  // The list of public suffixes is large: loaded only here.
  const { registrableDomain } = await import('../mail/dmarc/registrable.ts');
  const tally = receivedTally(registrableDomain);
  const refused: RefusedFile[] = [];
  let [reports, repeated] = [0, 0];
  for (const file of files) {
    try {
      for await (const packed of unpacked(file, LIMITS)) {
        if (tally.add(await readReport(packed, signal))) reports += 1;
        else repeated += 1;
      }
    } catch (error) {
      if (!(error instanceof UsageError) || (files.length === 1 && reports === 0)) throw error;
      refused.push({ file, code: error.code, message: error.message, fix: error.fix });
    }
  }
  if (reports === 0 && refused.length === 0) {
    throw new UsageError({
      code: 'not-a-dmarc-report',
      message: `${files.join(', ')}: there is no report in it.`,
      fix: 'Name an aggregate report (what rua= sends): XML, or packed with gzip or zip.',
    });
  }
  return {
    schema: 'certify.dmarc-report/1',
    reports,
    repeated,
    refused,
    domains: tally.domains(),
    exitCode: refused.length > 0 ? 2 : 0,
  };
};
