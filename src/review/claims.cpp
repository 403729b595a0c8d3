#include "review/claims.hpp"

#include "review/sentences.hpp"
#include "review/words.hpp"

namespace jurymast::review {
namespace {

/// What makes a sentence no claim although the pattern matches.
enum class Excuse : unsigned char {
  None,      ///< a number stays a number, whatever stands around it
  Doubt,     ///< the sentence denies it, or asks to check it
  OwnLimit,  ///< the number is a limit of one's own, or an observation with its count
};

struct Claim {
  Rule rule;
  const char* pattern;
  Excuse excuse;
};

#define JURYMAST_MODEL_SUBJECT \
  R"re((?:models?|targets?|providers?|vendors?|upstreams?|endpoints?|fallbacks?|spares?|primary|primaries|api|apis|services?))re"

constexpr std::array kClaims = std::to_array<Claim>({
    {{.id = "claim/price",
      .severity = Severity::Error,
      .what = "states a price, a cost or billing",
      .why = "prices and contracts change without anybody telling this text, and no check here has seen them",
      .instead = "name the owner of the account and link the price page in the sources",
      .example = "The spare costs $0.40 per million tokens"},
     R"re([$€£]\s?\d|\b\d[\d.,]*\s?(?:usd|eur|gbp|dollars?|euros?|cents?)\b|\bper (?:1k|1m|thousand|million|)re"
     R"re(\d+[km]?) (?:input |output )?tokens\b|\bfree of charge\b|\bcheaper\b|\b(?:is|are|gets?|)re"
     R"re(will be) (?:billed|charged)\b)re",
     Excuse::None},
    {{.id = "claim/quota",
      .severity = Severity::Error,
      .what = "states a quota or a rate limit of an account",
      .why = "limits belong to an account and a day; who trusts the number plans an outage around it",
      .instead = "say that the limit is to be read from the account, and by whom",
      .example = "Our quota is 500 rpm"},
     R"re(\b\d[\d.,]*\s?k?\s?(?:rpm|rps|rpd|tpm|tps|tpd|qps)\b|\b\d[\d.,]*\s?k? (?:requests|tokens) (?:per|a|)re"
     R"re(each|every) (?:second|minute|hour|day)\b|\b(?:quota|rate limit|account limit|usage limit|)re"
     R"re(tier limit)s? (?:is|are|of|=|:)\s?(?:about |at most )?\d)re",
     Excuse::None},
    {{.id = "claim/latency",
      .severity = Severity::Error,
      .what = "states how fast an upstream answers",
      .why = "one probe is no distribution; the figure will be read as a promise",
      .instead = "name your own limit (budget, deadline, timeout), or give what was observed with its count, as in `n=240`",
      .example = "The p95 latency of the fallback is 800 ms"},
     R"re(\b(?:latency|latencies|p50|p90|p95|p99|median|response times?|time to first token|ttft|)re"
     R"re(answers? (?:with)?in|responds? (?:with)?in|replies (?:with)?in)\b[^.]{0,60}?\b\d[\d.,]*\s?(?:ms|)re"
     R"re(milliseconds?|s|sec|seconds?)\b|\b\d[\d.,]*\s?(?:ms|milliseconds?|s|sec|seconds?) (?:latency|)re"
     R"re(response time|at p\d\d)\b)re",
     Excuse::OwnLimit},
    {{.id = "claim/availability",
      .severity = Severity::Error,
      .what = "states that a model or provider is available or supported",
      .why = "it was so for one request, one account and one moment",
      .instead = "say what to check and where: \"verify that the model is listed for this account\"",
      .example = "The fallback model is available in all regions"},
     R"re(\b)re" JURYMAST_MODEL_SUBJECT
     R"re(\b[^.]{0,60}?\b(?:is|are|stays?|remains?|will be) (?:always |generally |fully |currently |)re"
     R"re(also )?(?:available|supported)\b)re",
     Excuse::Doubt},
    {{.id = "claim/uptime",
      .severity = Severity::Error,
      .what = "states uptime, a guarantee, capacity or how a provider will behave",
      .why = "nothing that a gateway sees can show the future",
      .instead = "describe what was observed and when, or what to do if it fails",
      .example = "The provider guarantees 99.9% uptime"},
     R"re(\b99(?:\.\d+)?\s?%|\b(?:uptime|guarantee[sd]?|guaranteed)\b|\balways (?:up|works?|responds?|)re"
     R"re(answers?|online)\b|\bnever (?:fails?|goes down|is down)\b|\b(?:unlimited|enough|)re"
     R"re(sufficient) capacity\b|\bwill (?:continue to|keep) (?:working|serving|work|serve)\b)re",
     Excuse::Doubt},
    {{.id = "claim/quality",
      .severity = Severity::Error,
      .what = "states how good a model's answers are",
      .why = "a smoke test looks at the shape of an answer, not at what it is worth",
      .instead = "name the validation that the answers pass, or say that quality was not looked at",
      .example = "The fallback gives answers of the same quality"},
     R"re(\b(?:same|equal|better|higher|good|great|comparable|identical|similar|worse|lower|)re"
     R"re(improved) (?:answer |output |response |model )?quality\b|\bquality (?:is|was|stays|remains) (?:as |)re"
     R"re(just as |equally |very )?(?:good|better|the same|equal|fine|high|comparable)\b|\b(?:better|smarter|)re"
     R"re(more accurate) (?:answers|responses|outputs|model)\b|\bas good as\b)re",
     Excuse::Doubt},
    {{.id = "claim/reliability",
      .severity = Severity::Error,
      .what = "states that a provider is reliable",
      .why = "the aim is to be ready for its failure, not to vouch for it",
      .instead = "say what happens when it fails",
      .example = "The second provider is more reliable"},
     R"re(\b)re" JURYMAST_MODEL_SUBJECT
     R"re(\b[^.]{0,60}?\b(?:is|are|has been|have been|was|were|proved|proven) (?:very |more |highly |quite |)re"
     R"re(always |to be )?(?:reliable|dependable|trustworthy)\b|\b(?:reliable|dependable) )re" JURYMAST_MODEL_SUBJECT R"re(\b)re",
     Excuse::Doubt},
    {{.id = "claim/retry-success",
      .severity = Severity::Error,
      .what = "states that a retry will succeed",
      .why = "backoff is a way to press less, no proof that a later request is taken; whoever believes it retries without end",
      .instead = "say how many retries there are, and what happens after the last",
      .example = "A retry after one second will succeed"},
     R"re(\b(?:retry|retries|retrying|resend|second attempt|next attempt|later request)\b[^.]{0,60}?\b(?:will|)re"
     R"re(is going to|are going to|always) (?:\w+ )?(?:succeed|succeeds|work|works|pass|be accepted|)re"
     R"re(be answered|go through)\b|\b(?:succeeds?|works?) (?:on|after) (?:the |a )?(?:second|next|retry|)re"
     R"re(one retry))re",
     Excuse::Doubt},
    {{.id = "claim/production-ready",
      .severity = Severity::Error,
      .what = "states that a fallback is ready or approved for production",
      .why = "a check or an incident note is no approval; the next reader would skip the gate",
      .instead = "name the decision, who took it, and its record",
      .example = "The fallback is production-ready"},
     R"re(\bproduction[- ](?:ready|grade|approved)\b|\b(?:ready|approved|cleared|safe) for production\b|)re"
     R"re(\bapproved for (?:deployment|rollout|all traffic)\b|\b(?:this|the) (?:note|check|test|incident|)re"
     R"re(smoke test) (?:approves|clears|permits)\b)re",
     Excuse::Doubt},
    {{.id = "claim/vendor-retry",
      .severity = Severity::Error,
      .what = "states what a vendor promises about retries",
      .why = "pages about retry patterns say nothing of one vendor's account, limits or routing",
      .instead = "state your own bound, and link the vendor's page for what it documents",
      .example = "The provider recommends five retries and honours them"},
     R"re(\b(?:provider|vendor|upstream|cometapi|openai|anthropic|azure|google|aws)\b[^.]{0,60}?\b(?:honou?rs|)re"
     R"re(accepts|permits|supports|recommends|promises|tolerates)\b[^.]{0,40}?\b(?:retry|retries|resends?)\b)re",
     Excuse::Doubt},
});
static_assert(kClaims.size() == kClaimRuleCount);
#undef JURYMAST_MODEL_SUBJECT

constexpr std::string_view kDoubt =
    R"re(\b(?:not|no|nor|never|without|cannot|can't|don't|doesn't|isn't|aren't|nothing|avoid|verify|confirm|)re"
    R"re(check|whether|unknown|assume|assert)\b)re";
constexpr std::string_view kOwnLimit =
    R"re(\b(?:budgets?|deadlines?|limits?|timeouts?|clocks?|thresholds?|tolerance|buckets?|at most)\b|\bn ?= ?\d)re";

/// In a section that lists what must not be said, naming it says nothing.
bool is_listed_as_forbidden(const Document& document, std::string_view part) {
  const Section* section = document.section_at(document.place_of(part).line);
  return section != nullptr &&
         holds_any(section->title, {"do not assert", "not asserted", "does not show", "not shown", "never say"});
}

}  // namespace

const std::array<Rule, kClaimRuleCount>& claim_rules() {
  static constexpr auto kRules = [] {
    std::array<Rule, kClaimRuleCount> rules{};
    for (std::size_t i = 0; i < rules.size(); ++i) rules[i] = kClaims[i].rule;
    return rules;
  }();
  return kRules;
}

ClaimSearch::ClaimSearch() : doubt_(kDoubt), own_limit_(kOwnLimit) {
  for (const Claim& claim : kClaims) claims_.emplace_back(claim.pattern);
}

std::optional<std::string_view> ClaimSearch::find(std::size_t index, std::string_view sentence) const {
  const auto found = claims_[index].find(sentence);
  const Excuse excuse = kClaims[index].excuse;
  if (!found || (excuse == Excuse::Doubt && doubt_.matches(sentence))) return std::nullopt;
  if (excuse == Excuse::OwnLimit && own_limit_.matches(sentence)) return std::nullopt;
  return found;
}

void ClaimSearch::check(const Document& document, Findings& findings) const {
  const std::vector<std::string_view> sentences = sentences_of(document);
  for (std::size_t i = 0; i < kClaims.size(); ++i) {
    Reporter report(claim_rules()[i], document, findings);
    for (const std::string_view sentence : sentences) {
      const auto found = find(i, sentence);
      if (found && (kClaims[i].excuse != Excuse::Doubt || !is_listed_as_forbidden(document, *found))) report.at(*found);
    }
  }
}

const Rule* ClaimSearch::first_in(std::string_view sentence) const {
  for (std::size_t i = 0; i < kClaims.size(); ++i) {
    if (find(i, sentence)) return &claim_rules()[i];
  }
  return nullptr;
}

}  // namespace jurymast::review
