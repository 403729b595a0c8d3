#include "config/bounds.hpp"
#include "config/sections.hpp"
#include "config/text_forms.hpp"

namespace jurymast::config {
namespace {

using Row = Setting<RouteSection>;

constexpr std::int64_t kStagesMax = 16;
constexpr std::int64_t kWhole = 1'000'000;
constexpr std::int64_t kAlphaMin = 1;
constexpr std::int64_t kAlphaMax = 500'000;

constexpr std::array kRows{
    Row{{.key = "rollout.purpose",
         .kind = Kind::Choice,
         .description = "Why a rollout of this route moves traffic, unless its plan says otherwise: because the primary is in "
                        "trouble, or because "
                        "somebody wants it elsewhere.",
         .allowed = record::kRolloutPurposeNames},
        [](RouteSection& s) -> Field { return choice(s.route.rollout.purpose); }},
    Row{{.key = "rollout.stages",
         .kind = Kind::ShareList,
         .description = "The shares of eligible requests that a rollout goes through, rising; the first is 0: checks alone.",
         .minimum = 2,
         .maximum = kStagesMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.stages_ppm; }},
    Row{{.key = "rollout.low_risk_until",
         .kind = Kind::Share,
         .description = "Stages up to this one take requests of low risk alone; a route with risk \"high\" does not pass them.",
         .maximum = kWhole},
        [](RouteSection& s) -> Field { return &s.route.rollout.low_risk_until_ppm; }},
    Row{{.key = "rollout.manual",
         .kind = Kind::Boolean,
         .description = "Whether a person makes each increase and another approves it."},
        [](RouteSection& s) -> Field { return &s.route.rollout.manual; }},
    Row{{.key = "rollout.ticket_required",
         .kind = Kind::Boolean,
         .description = "Whether a plan is refused without a ticket; a manual one always is."},
        [](RouteSection& s) -> Field { return &s.route.rollout.ticket_required; }},
    Row{{.key = "rollout.rule",
         .kind = Kind::Choice,
         .description =
             "How a fallback's failures are compared with the primary's. \"e_process\" keeps `rollout.error_alpha` however often it "
             "is looked at. \"two_windows\" rolls back where the fallback failed more often in two windows in a row (50 operations of "
             "each arm, 5 failures, 1.25 times as often): it keeps no probability, and of two equal targets it throws the fallback out "
             "sooner or later, the sooner the more traffic there is.",
         .allowed = kRolloutRuleNames},
        [](RouteSection& s) -> Field { return choice(s.route.rollout.rule); }},
    Row{{.key = "rollout.burn_rates",
         .kind = Kind::Boolean,
         .description = "Whether a fallback that has all traffic is also rolled back where callers without a good answer use up "
                        "`rollout.failure_ceiling` 14.4 times as fast as they may over an hour, or 6 times over six hours. It keeps no "
                        "probability either."},
        [](RouteSection& s) -> Field { return &s.route.rollout.burn_rates; }},
    Row{{.key = "rollout.sticky_header",
         .description = "The request header that names whom a request is for: all of one user's or session's requests are drawn alike, "
                        "and count as one. A request without it is not moved.",
         .form = &kHeaderName,
         .unset = "none: each request is drawn for itself"},
        [](RouteSection& s) -> Field { return &s.route.rollout.sticky_header; }},
    Row{{.key = "rollout.error_alpha",
         .kind = Kind::Share,
         .description = "How often a fallback that is no worse may be rolled back for its failures.",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.error_alpha_ppm; }},
    Row{{.key = "rollout.invalid_alpha",
         .kind = Kind::Share,
         .description = "Likewise for answers that break schema, parser or safety.",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.invalid_alpha_ppm; }},
    Row{{.key = "rollout.latency_alpha",
         .kind = Kind::Share,
         .description = "Likewise for answers that come later than users wait (`user_budget`).",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.latency_alpha_ppm; }},
    Row{{.key = "rollout.downstream_alpha",
         .kind = Kind::Share,
         .description = "Likewise for answers that applications reject.",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.downstream_alpha_ppm; }},
    Row{{.key = "rollout.freeze_alpha",
         .kind = Kind::Share,
         .description = "How often a rise may be stopped for late answers although they are few enough.",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.freeze_alpha_ppm; }},
    Row{{.key = "rollout.promote_alpha",
         .kind = Kind::Share,
         .description = "How often a share may rise although the fallback is not good enough.",
         .minimum = kAlphaMin,
         .maximum = kAlphaMax},
        [](RouteSection& s) -> Field { return &s.route.rollout.promote_alpha_ppm; }},
    Row{{.key = "rollout.margin",
         .kind = Kind::Thousandths,
         .description = "How many times as often as the primary the fallback may fail; 1.1 to 1.25 where traffic is high.",
         .minimum = 1'000,
         .maximum = 10'000},
        [](RouteSection& s) -> Field { return &s.route.rollout.margin_milli; }},
    Row{{.key = "rollout.difference_min",
         .kind = Kind::Share,
         .description = "A difference of the failure shares below this one freezes a rollout and does not roll it back.",
         .maximum = kWhole},
        [](RouteSection& s) -> Field { return &s.route.rollout.difference_min_ppm; }},
    Row{{.key = "rollout.failure_ceiling",
         .kind = Kind::Share,
         .description = "The share of failures that a planned move must stay below at each stage, and that decides where the "
                        "fallback has all traffic.",
         .minimum = 1'000,
         .maximum = 500'000},
        [](RouteSection& s) -> Field { return &s.route.rollout.failure_ceiling_ppm; }},
    Row{{.key = "rollout.ceiling",
         .kind = Kind::Share,
         .description = "The largest share that a mitigation may move.",
         .minimum = 1,
         .maximum = kWhole},
        [](RouteSection& s) -> Field { return &s.route.rollout.ceiling_ppm; }},
    Row{{.key = "rollout.dwell",
         .kind = Kind::Duration,
         .description = "How long a stage stands at least.",
         .minimum = kSecond,
         .maximum = 7 * kDay},
        [](RouteSection& s) -> Field { return &s.route.rollout.dwell; }},
    Row{{.key = "rollout.hold",
         .kind = Kind::Duration,
         .description = "How long a rollout may stand still before it asks for a decision.",
         .minimum = kMinute,
         .maximum = 30 * kDay},
        [](RouteSection& s) -> Field { return &s.route.rollout.hold; }},
    Row{{.key = "rollout.post_recovery",
         .kind = Kind::Duration,
         .description = "How long a fallback is kept warm after the last step, before a rollout can be closed.",
         .minimum = kSecond,
         .maximum = 30 * kDay},
        [](RouteSection& s) -> Field { return &s.route.rollout.post_recovery; }},
};

constexpr std::array kShadowRows{
    Row{{.key = "shadow.share",
         .kind = Kind::Share,
         .description = "How many of the requests without state, tools or stored answers are also sent to the first fallback that could "
                        "serve them; its answers are checked and dropped, and no caller waits for them.",
         .maximum = kWhole},
        [](RouteSection& s) -> Field { return &s.route.shadow.share_ppm; }},
    Row{{.key = "shadow.tokens_per_minute",
         .kind = Kind::Integer,
         .description = "What these copies may ask for in a minute, input and output together; a copy that may ask for more is left out.",
         .maximum = kTokensMax},
        [](RouteSection& s) -> Field { return &s.route.shadow.tokens_per_minute; }},
};

}  // namespace

std::span<const Setting<RouteSection>> shadow_settings() { return kShadowRows; }

std::span<const Setting<RouteSection>> rollout_settings() { return kRows; }

}  // namespace jurymast::config
