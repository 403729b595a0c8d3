#include "config/load_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "config/draft.hpp"
#include "config/text_forms.hpp"
#include "crypto/digest.hpp"

namespace jurymast::config {
namespace {

constexpr std::array<std::string_view, 6> kTopLevel{"server", "clients", "targets", "prompts", "routes", "webhooks"};

/// A kind of table of which there are many, each with a name.
template <class Section>
struct NamedTables {
  std::string_view key;
  std::size_t count_max;
  std::span<const Setting<Section>> settings;
  std::string& (*name)(Section&);
};

NamedTables<ClientSection> client_tables() {
  return {"clients", kClientsMax, client_settings(), [](ClientSection& s) -> std::string& { return s.client.name; }};
}
NamedTables<TargetSection> target_tables() {
  return {"targets", kTargetsMax, target_settings(), [](TargetSection& s) -> std::string& { return s.target.name; }};
}
NamedTables<PromptSection> prompt_tables() {
  return {"prompts", kPromptsMax, prompt_settings(), [](PromptSection& s) -> std::string& { return s.prompt.name; }};
}
NamedTables<RouteSection> route_tables() {
  return {"routes", kRoutesMax, route_settings(), [](RouteSection& s) -> std::string& { return s.route.name; }};
}
NamedTables<WebhookSection> webhook_tables() {
  return {"webhooks", kWebhooksMax, webhook_settings(), [](WebhookSection& s) -> std::string& { return s.webhook.name; }};
}

bool is_table(const Node& node, const Path& path, std::vector<Problem>& errors) {
  if (node.kind == Node::Kind::Table) return true;
  errors.push_back({node.at, path.text(), fmt::format("expected a table, found {}", kind_name(node.kind)),
                    fmt::format("write [{}]", path.text())});
  return false;
}

void check_name(const Member& member, const Path& path, std::vector<Problem>& errors) {
  if (!kIdentifier.accepts(member.key)) {
    errors.push_back(
        {member.value.at, path.text(), "this name is not accepted", fmt::format("write {}", kIdentifier.words)});
  } else if (is_reserved(member.key)) {
    errors.push_back({member.value.at, path.text(), fmt::format("{} has a meaning of its own", in_quotes(member.key)),
                      "choose another name"});
  }
}

template <class Section>
std::vector<Section> read_tables(const Node& root, const NamedTables<Section>& tables, std::vector<Problem>& errors) {
  std::vector<Section> sections;
  const Path path = Path().at(tables.key);
  const Member* group = root.find(tables.key);
  if (group == nullptr || !is_table(group->value, path, errors)) return sections;
  if (group->value.members.empty() || group->value.members.size() > tables.count_max) {
    errors.push_back(
        {group->value.at, path.text(),
         fmt::format("{} of them, where 1 to {} are accepted", group->value.members.size(), tables.count_max),
         fmt::format("write [{}.NAME] for each", tables.key)});
    return sections;
  }
  for (const Member& member : group->value.members) {
    const Path at = path.member(member.key);
    check_name(member, at, errors);
    if (!is_table(member.value, at, errors)) continue;
    Section& section = sections.emplace_back();
    tables.name(section) = member.key;
    read_section(member.value, at, bind(tables.settings, section), errors);
  }
  return sections;
}

template <class Section>
void list_tables(const Node& root, const NamedTables<Section>& tables, std::vector<Section>& sections,
                 std::vector<ValueInForce>& values) {
  for (Section& section : sections) {
    list_values(root, Path().at(tables.key).member(tables.name(section)), bind(tables.settings, section), values);
  }
}

Draft read_draft(const Node& root, std::vector<Problem>& errors) {
  const std::vector<std::string_view> known(kTopLevel.begin(), kTopLevel.end());
  for (const Member& member : root.members) {
    if (std::find(known.begin(), known.end(), member.key) == known.end())
      errors.push_back(unknown_key(member, {}, known));
  }
  Draft draft;
  const Member* server = root.find("server");
  if (server != nullptr && is_table(server->value, server_path(), errors)) {
    read_section(server->value, server_path(), bind(server_settings(), draft.server), errors);
  }
  draft.clients = read_tables(root, client_tables(), errors);
  draft.targets = read_tables(root, target_tables(), errors);
  draft.prompts = read_tables(root, prompt_tables(), errors);
  draft.routes = read_tables(root, route_tables(), errors);
  draft.webhooks = read_tables(root, webhook_tables(), errors);
  return draft;
}

std::vector<ValueInForce> values_of(const Node& root, Draft& draft) {
  std::vector<ValueInForce> values;
  list_values(root, server_path(), bind(server_settings(), draft.server), values);
  list_tables(root, client_tables(), draft.clients, values);
  list_tables(root, target_tables(), draft.targets, values);
  list_tables(root, prompt_tables(), draft.prompts, values);
  list_tables(root, route_tables(), draft.routes, values);
  list_tables(root, webhook_tables(), draft.webhooks, values);
  return values;
}

policy::Snapshot snapshot_of(Draft draft, std::string_view text) {
  policy::Snapshot snapshot;
  snapshot.digest = crypto::sha256(text);
  snapshot.server = std::move(draft.server.settings);
  for (ClientSection& section : draft.clients) snapshot.clients.push_back(std::move(section.client));
  for (TargetSection& section : draft.targets) snapshot.targets.push_back(std::move(section.target));
  for (PromptSection& section : draft.prompts) snapshot.prompts.push_back(std::move(section.prompt));
  for (RouteSection& section : draft.routes) snapshot.routes.push_back(std::move(section.route));
  return snapshot;
}

control::Settings admin_of(Draft& draft) {
  control::Settings settings{
      .minutes_kept = draft.server.minutes_kept, .webhooks = {}, .log_compressed = draft.server.log_compressed};
  for (WebhookSection& section : draft.webhooks) settings.webhooks.push_back(std::move(section.webhook));
  return settings;
}

void sort_by_place(std::vector<Problem>& problems) {
  std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.at, a.path, a.message) < std::tie(b.at, b.path, b.message);
  });
}

}  // namespace

std::string LoadedConfig::problem_text() const {
  std::string text;
  for (const Problem& error : errors) text += render(file_name, error) + "\n";
  for (const Problem& warning : warnings) text += "warning: " + render(file_name, warning) + "\n";
  return text;
}

LoadedConfig load_config(std::string_view text, std::string_view file_name, SecretSource& secrets) {
  LoadedConfig loaded;
  loaded.file_name = file_name;
  const tl::expected<Node, Problem> root = parse_document(text);
  if (!root) {
    loaded.errors.push_back(root.error());
    return loaded;
  }
  Findings findings;
  Draft draft = read_draft(*root, findings.errors);
  Review review(*root, findings, secrets);
  check_server(draft, review);
  check_clients(draft, review);
  check_targets(draft, review);
  check_contracts(draft, review);
  check_routes(draft, review);
  check_answers(draft, review);
  check_webhooks(draft, review);
  if (findings.errors.empty()) {
    warn_of_risks(draft, review);
    warn_of_contracts(draft, review);
    loaded.values = values_of(*root, draft);
    loaded.admin = admin_of(draft);
    loaded.snapshot = snapshot_of(std::move(draft), text);
  }
  sort_by_place(findings.errors);
  sort_by_place(findings.warnings);
  loaded.errors = std::move(findings.errors);
  loaded.warnings = std::move(findings.warnings);
  return loaded;
}

}  // namespace jurymast::config
