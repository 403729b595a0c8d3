#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "record/rollout.hpp"
#include "wire/body_overrides.hpp"

namespace jurymast::wire {
struct OutputRules;
}

namespace jurymast::policy {

using namespace std::chrono_literals;

enum class Mode : unsigned char { Off, Manual, Automatic };
enum class CommitRule : unsigned char { FirstContent, Complete };
enum class EvidenceRule : unsigned char { Warn, Require };
enum class SideEffects : unsigned char { None, Possible };
enum class ResendStored : unsigned char { Deny, Allow };
enum class MalformedEvent : unsigned char { Abort, SkipAndFlag };
enum class Priority : unsigned char { Batch, Default, Interactive };
enum class Risk : unsigned char { Low, High };
/// How a rollout compares the failures of its two targets.
enum class RolloutRule : unsigned char { EProcess, TwoWindows };

/// The clocks of one attempt; each ends in a failure class of its own.
struct Timeouts {
  Duration connect = 3s;
  Duration tls = 3s;
  Duration first_token = 30s;  ///< streams: from sending to the first content, not the first byte
  Duration stall = 30s;        ///< streams: between content events
  std::optional<Duration> total;  ///< of one attempt; not said: the operation's deadline alone
  friend bool operator==(const Timeouts&, const Timeouts&) = default;
};

/// When a breaker opens, how long it stays open, and how it closes.
struct BreakerSettings {
  bool enabled = true;
  unsigned consecutive = 5;
  unsigned ratio_percent = 50;
  unsigned ratio_attempts_min = 20;
  unsigned slow_percent = 80;
  unsigned slow_streams_min = 20;
  Duration window = 10s;
  Duration open_base = 5s;
  Duration open_cap = 12s;
  unsigned probes_to_close = 3;
  Duration ramp = 10s;
  friend bool operator==(const BreakerSettings&, const BreakerSettings&) = default;
};

/// The success-funded token bucket of one target, in thousandths of a token.
struct BudgetSettings {
  bool enabled = true;
  std::uint32_t capacity_milli = 10'000;
  std::uint32_t per_success_milli = 100;
  std::uint32_t per_second_milli = 100;
  friend bool operator==(const BudgetSettings&, const BudgetSettings&) = default;
};

struct RetrySettings {
  unsigned attempts = 3;
  unsigned attempts_per_target = 2;
  Duration backoff_base = 250ms;
  Duration backoff_cap = 4s;
  Duration retry_after_max = 3s;
};

/// Where requests go: scheme, host and port, and the path in front of the family's own.
struct Origin {
  bool tls = true;
  std::string host;
  std::uint16_t port = 443;
  std::string path_prefix;  ///< "/v1"
  /// `host` or `host:port` as the Host header carries it.
  std::string authority() const;
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// Where the fleet keeps what it has learned about a target or credential; stable over reloads.
struct TargetSlot {
  std::uint16_t value = 0;
  friend constexpr bool operator==(TargetSlot, TargetSlot) = default;
};
struct CredentialSlot {
  std::uint16_t value = 0;
  friend constexpr bool operator==(CredentialSlot, CredentialSlot) = default;
};

/// The field that carries the provider's key: `Authorization: Bearer`, or the key alone in a field of its own.
enum class KeyField : unsigned char { Authorization, ApiKey, XApiKey };

/// What one target needs different in its requests.
struct RequestChanges {
  KeyField key_field = KeyField::Authorization;
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::pair<std::string, std::string>> query;
  wire::BodyOverrides body;
};

struct Target {
  std::string name;
  std::string base_url;  ///< as configured, for people
  Origin origin;
  std::string credential;  ///< the reference (`env:NAME` or `file:PATH`), never the value; empty: none
  std::shared_ptr<const Secret> api_key;  ///< null: none
  std::string model;  ///< empty: the client's own name is passed through
  std::array<bool, kFamilyCount> families{};
  std::optional<std::uint64_t> context_window;
  std::optional<std::uint64_t> token_limit;
  Timeouts timeouts;
  BreakerSettings breaker;
  BudgetSettings budget;
  unsigned max_inflight = 256;
  bool plaintext = false;
  bool allow_private = false;
  bool request_usage = false;
  RequestChanges changes;
  std::string contract = "openai_compatible";  ///< the contract pack it is held against: a shipped one's name, or a file
  std::string tls_ca_file;  ///< empty: the system's
  bool tls_verify = true;   ///< false only for loopback
  TargetSlot slot;
  CredentialSlot credential_slot;

  bool serves(Family family) const { return families[static_cast<std::size_t>(family)]; }
};

/// A text that is put into requests. Its name is its version: records hold the name, never the text.
struct Prompt {
  std::string name;
  std::string text;
};

/// What a route asks of its answers, as written.
struct OutputSettings {
  std::vector<std::string> depends_on;  ///< JSON pointers the application reads
  std::string schema;                   ///< a JSON Schema; empty: none
  bool schema_from_request = false;     ///< the schema that a request itself names is checked too
  bool non_empty = false;
  std::string pattern;  ///< RE2; empty: none
  bool tool_arguments = false;
};

/// The last tier: what is taken from a request so that it may be answered after all.
struct Degrade {
  std::string version;  ///< for records and the answer's header
  std::optional<std::uint64_t> turns_max;
  std::optional<std::uint64_t> input_tokens_max;  ///< estimated, see wire::PromptEdit
  bool drop_optional_tools = false;
  std::optional<std::uint64_t> token_limit;
};

/// The system prompt that one target of a route gets instead of the request's own.
struct PromptVariant {
  TargetIndex target;
  Prompt system;
};

/// How long a user waits at most before an answer is of no use; what a check's answer is held against.
struct UserBudget {
  std::optional<Duration> first_content;
  std::optional<Duration> total;
  friend bool operator==(const UserBudget&, const UserBudget&) = default;
};

/// How a rollout of a route is made and judged. Shares are of eligible requests, probabilities and shares alike in millionths.
struct RolloutSettings {
  record::RolloutPurpose purpose = record::RolloutPurpose::Planned;
  std::vector<std::uint32_t> stages_ppm{0, 10'000, 50'000, 100'000, 250'000, 500'000, 1'000'000};  ///< rising; the first is 0
  std::uint32_t low_risk_until_ppm = 0;  ///< stages up to this one take requests of routes with low risk alone
  bool manual = false;                   ///< a person makes each increase
  bool ticket_required = false;
  RolloutRule rule = RolloutRule::EProcess;
  bool burn_rates = false;    ///< at full weight, callers who are served badly roll back at fixed rates too
  std::string sticky_header;  ///< names whom a request is drawn for; empty: each request is drawn for itself
  std::uint32_t error_alpha_ppm = 20'000;
  std::uint32_t invalid_alpha_ppm = 10'000;
  std::uint32_t latency_alpha_ppm = 10'000;
  std::uint32_t downstream_alpha_ppm = 10'000;
  std::uint32_t freeze_alpha_ppm = 50'000;
  std::uint32_t promote_alpha_ppm = 50'000;
  std::uint32_t margin_milli = 1'000;  ///< how many times as often as the primary the fallback may fail
  std::uint32_t difference_min_ppm = 5'000;
  std::uint32_t failure_ceiling_ppm = 20'000;
  std::uint32_t ceiling_ppm = 1'000'000;  ///< a mitigation's largest share
  Duration dwell = 2min;
  Duration hold = 24h;
  Duration post_recovery = 30min;
  friend bool operator==(const RolloutSettings&, const RolloutSettings&) = default;
};

/// How many copies of a route's requests go to its fallback, to be checked and dropped. Both are needed; off as it is made.
struct ShadowSettings {
  std::uint32_t share_ppm = 0;
  std::uint64_t tokens_per_minute = 0;
  bool on() const { return share_ppm > 0 && tokens_per_minute > 0; }
  friend bool operator==(const ShadowSettings&, const ShadowSettings&) = default;
};

struct Route {
  std::string name;
  std::vector<std::string> match;  ///< model names; a trailing `*` matches any rest
  Family family = Family::ChatCompletions;
  TargetIndex primary;
  std::vector<TargetIndex> fallback;
  Mode mode = Mode::Automatic;
  CommitRule commit = CommitRule::FirstContent;
  std::optional<Duration> deadline;  ///< not said: 600 s streamed, 290 s buffered
  RetrySettings retry;
  EvidenceRule evidence = EvidenceRule::Warn;
  Duration evidence_max_age = std::chrono::hours(24 * 7);
  SideEffects side_effects = SideEffects::None;
  ResendStored resend_stored = ResendStored::Deny;
  MalformedEvent malformed_event = MalformedEvent::Abort;
  Priority priority = Priority::Default;
  Risk risk = Risk::Low;
  std::optional<std::uint64_t> token_limit;
  OutputSettings output;
  std::shared_ptr<const wire::OutputRules> output_rules;  ///< `output`, compiled; null: answers are not checked
  std::optional<Prompt> corrective;  ///< added when the target is asked once more after an invalid answer
  std::vector<PromptVariant> prompt_variants;
  std::optional<Degrade> degrade;
  std::string rollback_owner;  ///< who takes a fallback back; empty: nobody is named
  std::string stop_condition;  ///< when to stop, agreed before; empty: none
  UserBudget user_budget;
  RolloutSettings rollout;
  ShadowSettings shadow;

  /// The entry of `match` that the model fits best; empty where none does.
  std::string_view alias_of(std::string_view model) const;
  /// The target's own system prompt on this route; null: none.
  const Prompt* prompt_variant(TargetIndex target) const;
  /// The end-to-end deadline in force for a streamed or a buffered request.
  Duration deadline_for(bool streamed) const { return deadline.value_or(streamed ? Duration(600s) : Duration(290s)); }
};

struct ClientKey {
  std::string name;
  std::array<unsigned char, 32> sha256{};
  Priority priority = Priority::Interactive;  ///< the highest it may use
};

enum class Durability : unsigned char { Process, Strict };

/// A PEM certificate chain and key for a listener.
struct ListenerTls {
  std::string certificate_file;
  std::string key_file;
};

struct ServerSettings {
  std::string listen = "127.0.0.1:8080";
  std::string admin = "127.0.0.1:8081";  ///< `host:port` or `unix:/path`
  std::optional<ListenerTls> tls;
  std::optional<ListenerTls> admin_tls;
  std::shared_ptr<const Secret> admin_token;  ///< null: none
  std::vector<std::string> admin_hosts;       ///< names that the admin listener may be asked under, beside its own address
  std::string state = "var/jurymast";
  std::string environment = "production";
  std::vector<std::pair<std::string, std::string>> labels;
  unsigned loops = 1;
  unsigned max_inflight = 1024;
  std::uint64_t memory_max = 1ULL << 30;
  unsigned connections_max = 20'000;
  unsigned connections_per_address_max = 1'000;
  Duration drain = 600s;
  Duration keepalive_comment = 15s;
  Durability durability = Durability::Process;
  std::uint64_t journal_queue_bytes_max = 64ULL << 20;
  bool trace = false;  ///< a trace is written beside each record, so that its decisions can be replayed
};

/// One configuration, validated and immutable; a request keeps the one it began with.
struct Snapshot {
  std::uint64_t version = 0;
  std::array<unsigned char, 32> digest{};  ///< SHA-256 of the configuration's text
  ServerSettings server;
  std::vector<Target> targets;
  std::vector<Route> routes;
  std::vector<ClientKey> clients;
  std::vector<Prompt> prompts;  ///< those that routes name, and those that none does yet

  const Target& target(TargetIndex i) const { return targets[i.value]; }
  const Route& route(RouteIndex i) const { return routes[i.value]; }
  /// The route for a model name of that family: an exact name first, then the longest prefix pattern.
  std::optional<RouteIndex> find_route(Family family, std::string_view model) const;
};

}  // namespace jurymast::policy
