/** What the firewall does with the rules of one of AWS's groups. A rule in neither list does what AWS has it do. */
interface ManagedRules {
  /** Answered as our errors are. */
  blocked: readonly string[];
  /** Only counted. */
  counted: readonly string[];
}

/**
 * AWS's groups of rules, by name. Those that count instead of blocking read bodies as if they were forms or addresses,
 * and would refuse a list of drive mappings, a note with a link or markup in it, or a cursor of many filters. The
 * contract says what a body and a query may hold. The firewall's answer has to be named rule by rule, so what AWS adds
 * later blocks with CloudFront's own page until it is listed here.
 */
export const managedRules: Record<string, ManagedRules> = {
  AWSManagedRulesAmazonIpReputationList: {
    blocked: ['AWSManagedIPReputationList', 'AWSManagedReconnaissanceList'],
    counted: [],
  },
  AWSManagedRulesKnownBadInputsRuleSet: {
    blocked: [
      'JavaDeserializationRCE_HEADER',
      'JavaDeserializationRCE_BODY',
      'JavaDeserializationRCE_URIPATH',
      'JavaDeserializationRCE_QUERYSTRING',
      'Host_localhost_HEADER',
      'PROPFIND_METHOD',
      'ExploitablePaths_URIPATH',
      'Log4JRCE_HEADER',
      'Log4JRCE_QUERYSTRING',
      'Log4JRCE_BODY',
      'Log4JRCE_URIPATH',
      'ReactJSRCE_BODY',
    ],
    counted: [],
  },
  AWSManagedRulesCommonRuleSet: {
    blocked: [
      'NoUserAgent_HEADER',
      'UserAgent_BadBots_HEADER',
      'SizeRestrictions_Cookie_HEADER',
      'SizeRestrictions_URIPATH',
      'EC2MetaDataSSRF_COOKIE',
      'EC2MetaDataSSRF_URIPATH',
      'EC2MetaDataSSRF_QUERYARGUMENTS',
      'GenericLFI_QUERYARGUMENTS',
      'GenericLFI_URIPATH',
      'RestrictedExtensions_URIPATH',
      'RestrictedExtensions_QUERYARGUMENTS',
      'GenericRFI_QUERYARGUMENTS',
      'GenericRFI_URIPATH',
      'CrossSiteScripting_COOKIE',
      'CrossSiteScripting_QUERYARGUMENTS',
      'CrossSiteScripting_URIPATH',
    ],
    counted: [
      'SizeRestrictions_QUERYSTRING',
      'SizeRestrictions_BODY',
      'EC2MetaDataSSRF_BODY',
      'GenericLFI_BODY',
      'GenericRFI_BODY',
      'CrossSiteScripting_BODY',
    ],
  },
};
