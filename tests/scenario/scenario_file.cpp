#include "scenario_file.hpp"

#include <toml++/toml.h>

#include <initializer_list>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/failure_class.hpp"
#include "base/units.hpp"
#include "policy/traffic.hpp"

namespace jurymast::scenario {
namespace {

/// A table that knows which of its keys were asked for, so that a misspelt one is found.
class Keys {
 public:
  Keys(const toml::table& table, std::string where, std::string& trouble)
      : table_(table), where_(std::move(where)), trouble_(trouble) {}
  Keys(const Keys&) = delete;
  Keys& operator=(const Keys&) = delete;
  ~Keys() {
    for (const auto& [key, value] : table_) {
      if (!asked_.contains(std::string(key.str()))) complain(key.str(), "is not a key of it");
    }
  }

  std::string text(std::string_view key, std::string otherwise = "") { return get<std::string>(key).value_or(std::move(otherwise)); }
  bool flag(std::string_view key, bool otherwise = false) { return get<bool>(key).value_or(otherwise); }
  std::optional<std::int64_t> number(std::string_view key) { return get<std::int64_t>(key); }
  std::optional<Duration> time(std::string_view key) {
    const std::optional<std::string> said = get<std::string>(key);
    if (!said) return std::nullopt;
    const Result<Duration> read = parse_duration(*said);
    if (!read) complain(key, read.error().message);
    return read ? std::optional(*read) : std::nullopt;
  }
  void time(std::string_view key, Duration& into) { into = time(key).value_or(into); }
  void count(std::string_view key, unsigned& into) { into = static_cast<unsigned>(number(key).value_or(into)); }
  std::vector<std::string> texts(std::string_view key) {
    asked_.insert(std::string(key));
    std::vector<std::string> all;
    if (const toml::array* const list = table_[key].as_array()) {
      for (const toml::node& node : *list) all.push_back(node.value_exact<std::string>().value_or("?"));
    }
    return all;
  }
  const toml::table* table(std::string_view key) {
    asked_.insert(std::string(key));
    return table_[key].as_table();
  }
  const toml::array* list(std::string_view key) {
    asked_.insert(std::string(key));
    return table_[key].as_array();
  }
  template <class Value>
  using Words = std::initializer_list<std::pair<std::string_view, std::type_identity_t<Value>>>;
  template <class Value>
  void word(std::string_view key, Value& into, Words<Value> words) {
    pick(key, text(key), into, words);
  }
  /// The value of one word that stands under `key`.
  template <class Value>
  void pick(std::string_view key, const std::string& said, Value& into, Words<Value> words) {
    for (const auto& [name, value] : words) {
      if (name != said) continue;
      into = value;
      return;
    }
    if (!said.empty()) complain(key, "has no such word: " + said);
  }
  void complain(std::string_view key, std::string_view what) { trouble_.append(fmt::format("{}: `{}` {}\n", where_, key, what)); }

 private:
  template <class Value>
  std::optional<Value> get(std::string_view key) {
    asked_.insert(std::string(key));
    const auto node = table_[key];
    if (!node) return std::nullopt;
    const std::optional<Value> value = node.template value_exact<Value>();
    if (!value) complain(key, "is of another type");
    return value;
  }

  const toml::table& table_;
  std::string where_;
  std::string& trouble_;
  std::set<std::string> asked_;
};

unsigned index_of(const policy::World& world, std::string_view name) {
  for (unsigned i = 0; i < world.snapshot->targets.size(); ++i) {
    if (world.snapshot->targets[i].name == name) return i;
  }
  return 0;
}

void read_target(Keys& keys, policy::Target& target, std::string& trouble) {
  target.model = keys.text("model", target.model);
  target.context_window = keys.number("context_window");
  keys.count("max_inflight", target.max_inflight);
  target.budget.capacity_milli = static_cast<std::uint32_t>(keys.number("budget_tokens").value_or(10) * 1000);
  if (const toml::table* const timeouts = keys.table("timeouts")) {
    Keys times(*timeouts, "timeouts", trouble);
    times.time("connect", target.timeouts.connect);
    times.time("first_token", target.timeouts.first_token);
    times.time("stall", target.timeouts.stall);
    target.timeouts.total = times.time("total");
  }
}

void read_retry(Keys& keys, policy::RetrySettings& retry) {
  keys.count("attempts", retry.attempts);
  keys.count("attempts_per_target", retry.attempts_per_target);
  keys.time("backoff_base", retry.backoff_base);
  keys.time("backoff_cap", retry.backoff_cap);
  keys.time("retry_after_max", retry.retry_after_max);
}

void read_config(const toml::table& table, policy::World& world, std::string& trouble) {
  using namespace policy;
  Keys keys(table, "config", trouble);
  Route& route = world.route();
  keys.word("family", route.family, {{"chat_completions", Family::ChatCompletions}, {"responses", Family::Responses}});
  keys.word("commit", route.commit, {{"first_content", CommitRule::FirstContent}, {"complete", CommitRule::Complete}});
  keys.word("mode", route.mode, {{"off", Mode::Off}, {"manual", Mode::Manual}, {"automatic", Mode::Automatic}});
  keys.word("evidence", route.evidence, {{"warn", EvidenceRule::Warn}, {"require", EvidenceRule::Require}});
  keys.word("side_effects", route.side_effects, {{"none", SideEffects::None}, {"possible", SideEffects::Possible}});
  keys.word("resend_stored", route.resend_stored, {{"deny", ResendStored::Deny}, {"allow", ResendStored::Allow}});
  route.deadline = keys.time("deadline");
  if (const toml::table* const retry = keys.table("retry")) {
    Keys retry_keys(*retry, "config.retry", trouble);
    read_retry(retry_keys, route.retry);
  }
  if (keys.list("fallback") != nullptr) {
    route.fallback.clear();
    for (const std::string& name : keys.texts("fallback")) {
      route.fallback.push_back({static_cast<std::uint16_t>(index_of(world, name))});
    }
  }
  const toml::table* const targets = keys.table("targets");
  if (targets == nullptr) return;
  for (const auto& [name, node] : *targets) {
    const std::string where = "config.targets." + std::string(name.str());
    Keys target_keys(*node.as_table(), where, trouble);
    read_target(target_keys, world.target(index_of(world, name.str())), trouble);
  }
}

void read_request(const toml::table& table, Scenario& scenario, std::string& trouble) {
  Keys keys(table, "request", trouble);
  policy::RequestFacts& facts = scenario.facts;
  facts.streamed = keys.flag("stream");
  facts.stateful = keys.flag("stateful");
  facts.stored = keys.flag("stored");
  facts.background = keys.flag("background");
  facts.replay = keys.flag("replay");
  facts.killed = keys.flag("killed");
  facts.client_timeout = keys.time("client_timeout");
  const std::string pinned = keys.text("pinned");
  if (!pinned.empty()) facts.pinned = TargetIndex{static_cast<std::uint16_t>(index_of(*scenario.world, pinned))};
  scenario.client_leaves = keys.time("client_leaves");
  const std::string probe = keys.text("probe");
  if (!probe.empty()) facts.synthetic.emplace();
  if (!probe.empty() && probe != "natural")
    facts.synthetic->forced = TargetIndex{static_cast<std::uint16_t>(index_of(*scenario.world, probe))};
  const std::vector<std::string> evidence = keys.texts("evidence");
  for (std::size_t i = 0; i < std::min(evidence.size(), facts.evidence.size()); ++i) {
    keys.pick("evidence", evidence[i], facts.evidence[i],
              {{"true", record::Tri::True}, {"false", record::Tri::False}, {"unknown", record::Tri::Unknown}});
  }
}

/// What rollouts and overrides have decided, and on which side the coin falls.
void read_traffic(const toml::table& table, Scenario& scenario, std::string& trouble) {
  Keys keys(table, "traffic", trouble);
  policy::RouteTraffic traffic;
  traffic.canary = keys.text("canary");
  traffic.weight_ppm = static_cast<std::uint32_t>(keys.number("weight_ppm").value_or(0));
  traffic.pin = keys.text("pin");
  traffic.suspended = keys.texts("suspended");
  traffic.disabled = keys.texts("disabled");
  if (const std::string mode = keys.text("mode"); !mode.empty()) {
    keys.pick("mode", mode, traffic.mode,
              {{"off", policy::Mode::Off}, {"manual", policy::Mode::Manual}, {"automatic", policy::Mode::Automatic}});
  }
  for (const std::string& name : keys.texts("permitted")) {
    const auto failure_class = failure_class_named(name);
    if (failure_class) traffic.permitted.push_back(*failure_class);
    if (!failure_class) keys.complain("permitted", "has no such class: " + name);
  }
  std::uint64_t coin = 0;
  keys.word("drawn", coin, {{"canary", 0}, {"control", ~0ULL}});
  scenario.facts.assignment = policy::assign(traffic, scenario.facts, *scenario.world->snapshot, coin);
}

Upstream read_upstream(Keys& keys) {
  Upstream upstream;
  upstream.target = keys.text("target");
  upstream.connect = keys.text("connect", "ok");
  keys.time("delay", upstream.delay);
  if (const std::optional<std::int64_t> status = keys.number("status")) upstream.status = static_cast<int>(*status);
  upstream.close = keys.text("close");
  upstream.content_type = keys.text("content_type");
  upstream.retry_after = keys.time("retry_after");
  upstream.body = keys.text("body");
  upstream.code = keys.text("code");
  upstream.type = keys.text("type");
  upstream.param = keys.text("param");
  upstream.events = keys.texts("events");
  keys.time("event_gap", upstream.event_gap);
  upstream.after = keys.text("after", "end");
  return upstream;
}

void read_expected(const toml::table& table, Scenario& scenario) {
  for (const auto& [key, node] : table) {
    if (key.str() == "steps") {
      scenario.steps = node.value_exact<std::string>().value_or("?");
      continue;
    }
    std::string text;
    if (const auto said = node.value_exact<std::string>()) text = *said;
    if (const auto number = node.value_exact<std::int64_t>()) text = std::to_string(*number);
    if (const auto flag = node.value_exact<bool>()) text = *flag ? "true" : "false";
    scenario.decision[std::string(key.str())] = text;
  }
}

const std::set<std::string> kStates{"breaker_open", "half_open", "ramp", "paused", "quota", "credential_refused"};

void read_root(const toml::table& root, Scenario& scenario, std::string& trouble) {
  Keys keys(root, "file", trouble);
  scenario.title = keys.text("title");
  scenario.live = keys.flag("live");
  scenario.world = std::make_unique<policy::World>(static_cast<unsigned>(keys.number("targets").value_or(2)));
  if (const toml::table* const config = keys.table("config")) read_config(*config, *scenario.world, trouble);
  scenario.facts.family = scenario.world->route().family;
  if (const toml::table* const request = keys.table("request")) read_request(*request, scenario, trouble);
  if (const toml::table* const traffic = keys.table("traffic")) read_traffic(*traffic, scenario, trouble);
  if (const toml::array* const all = keys.list("earlier")) {
    for (const toml::node& node : *all) {
      Keys one(*node.as_table(), "earlier", trouble);
      const unsigned target = index_of(*scenario.world, one.text("target"));
      std::string state = one.text("state");
      if (!kStates.contains(state)) one.complain("state", "has no such word: " + state);
      scenario.earlier.push_back({target, std::move(state), one.time("time").value_or(Duration(0))});
    }
  }
  if (const toml::array* const all = keys.list("upstream")) {
    for (const toml::node& node : *all) {
      Keys one(*node.as_table(), "upstream", trouble);
      scenario.upstream.push_back(read_upstream(one));
    }
  }
  if (const toml::table* const expected = keys.table("expected")) read_expected(*expected, scenario);
}

}  // namespace

Result<Scenario> read_scenario(const std::string& path) {
  const toml::parse_result parsed = toml::parse_file(path);
  if (!parsed) return fail(Code::Invalid, "{}: {}", path, parsed.error().description());
  Scenario scenario;
  std::string trouble;
  read_root(parsed.table(), scenario, trouble);
  if (scenario.title.empty() || scenario.steps.empty()) trouble.append("`title` and `expected.steps` must be there\n");
  if (!trouble.empty()) return fail(Code::Invalid, "{}:\n{}", path, trouble);
  return scenario;
}

}  // namespace jurymast::scenario
