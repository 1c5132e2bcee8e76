/** What everybody may see: the status function, and CloudFront in front of it so that a crowd costs nothing. */
import { Duration, Fn } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  HttpVersion,
  PriceClass,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { type FunctionUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PublicFleet } from '../shared/domain/status.ts';
import type { Cell } from '../shared/domain/time/slot.ts';
import { acknowledge } from './acknowledge.ts';
import type { LogTable } from './log-table.ts';
import { NightjarFunction } from './nightjar-function.ts';

export interface StatusPageProps {
  readonly fleet: PublicFleet;
  readonly cells: readonly Cell[];
  /** Length of the grid of slots, in milliseconds. */
  readonly tickMs: number;
  /** Regions that look at the same monitors from elsewhere. */
  readonly otherRegions: readonly string[];
  readonly table: LogTable;
  /** Without CloudFront the function's own URL is public. */
  readonly cloudFront: boolean;
}

export class StatusPage extends Construct {
  /** Without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: StatusPageProps) {
    super(scope, id);
    const { lambda } = new NightjarFunction(this, 'Reader', {
      source: { name: 'status', files: { 'public.json': props.fleet } },
      description: 'Nightjar: answers /status.json, /health and /ready',
      // A visitor waits for a cold start, and more memory means a greater share of a core.
      memoryMiB: 512,
      timeout: Duration.seconds(10),
      environment: {
        NIGHTJAR_TABLE: props.table.table.tableName,
        NIGHTJAR_CELLS: String(props.cells.length),
        NIGHTJAR_TICK_MS: String(props.tickMs),
        ...(props.otherRegions.length > 0 && { NIGHTJAR_OTHER_REGIONS: props.otherRegions.join(',') }),
      },
      statements: [props.table.itemStatement('GetItem', 'Query')],
    });
    const authType = props.cloudFront ? FunctionUrlAuthType.AWS_IAM : FunctionUrlAuthType.NONE;
    const functionUrl = lambda.addFunctionUrl({ authType });
    this.url = props.cloudFront
      ? `https://${this.distributionOf(functionUrl).distributionDomainName}`
      : withoutSlash(functionUrl.url);
  }

  private distributionOf(functionUrl: FunctionUrl): Distribution {
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Nightjar: public status',
      priceClass: PriceClass.PRICE_CLASS_100,
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: FunctionUrlOrigin.withOriginAccessControl(functionUrl),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
        cachePolicy: this.cachePolicy(),
        compress: true,
      },
    });
    acknowledge(distribution, 'CFR1', 'A status page is for visitors of every country.');
    acknowledge(
      distribution,
      'CFR2',
      'There is nothing to attack behind a cached document that only reads; a firewall costs more than all the rest.',
    );
    acknowledge(distribution, 'CFR3', 'Who looked at the status page is not recorded on purpose.');
    acknowledge(
      distribution,
      'CFR4',
      'The default certificate of cloudfront.net is used until somebody brings a domain of their own.',
    );
    return distribution;
  }

  /** The function says how long each answer may be kept. What a visitor sends makes no answer of its own. */
  private cachePolicy(): CachePolicy {
    return new CachePolicy(this, 'CachePolicy', {
      comment: 'Nightjar: as long as the origin says',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(1),
      headerBehavior: CacheHeaderBehavior.none(),
      queryStringBehavior: CacheQueryStringBehavior.none(),
      cookieBehavior: CacheCookieBehavior.none(),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
  }
}

/** The domain is known only when the stack is deployed, so the text is taken apart by CloudFormation. */
const withoutSlash = (url: string): string => `https://${Fn.select(2, Fn.split('/', url))}`;
