#include "record/events.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hex.hpp"
#include "record/json_line.hpp"
#include "record/member_types.hpp"
#include "record/operation.hpp"

namespace jurymast::record {
namespace {

constexpr std::size_t kFallbacksMax = 8;
/// A target's or route's own object is never longer than this, so a part stays below kRecordBytesMax if it is closed in time.
constexpr std::size_t kItemBytesMax = 1200;

std::string target_item(const TargetNames& target) {
  JsonLine line;
  line.open_element();
  line.text("name", target.name);
  line.long_text("origin", target.origin);
  line.open_array("families");
  for (const Family family : target.families) line.element(name_of(family));
  line.close_array();
  line.text_unless_empty("credential", target.credential);
  if (!target.model.empty()) line.long_text("model", target.model);
  line.close_object();
  return line.take();
}

std::string route_item(const RouteNames& route) {
  JsonLine line;
  line.open_element();
  line.text("name", route.name);
  line.word("family", name_of(route.family));
  line.text("primary", route.primary);
  line.open_array("fallback");
  for (std::size_t i = 0; i < std::min(route.fallback.size(), kFallbacksMax); ++i) line.element(route.fallback[i]);
  line.close_array();
  line.text("mode", route.mode);
  line.text("commit", route.commit);
  line.text("evidence", route.evidence);
  line.number("attempts", route.attempts);
  line.number("attempts_per_target", route.attempts_per_target);
  line.close_object();
  return line.take();
}

/// The items of one part, in order, as the two arrays' contents.
struct Part {
  std::string targets;
  std::string routes;
  std::size_t size() const { return targets.size() + routes.size(); }
};

void add_item(std::vector<Part>& parts, std::string Part::* list, const std::string& item, std::size_t room) {
  if (parts.back().size() + item.size() + 1 > room) parts.emplace_back();
  std::string& items = parts.back().*list;
  if (!items.empty()) items += ',';
  items += item;
}

void put_labels(JsonLine& line, std::string_view name, const std::vector<std::pair<std::string, std::string>>& labels) {
  if (labels.empty()) return;
  line.open_object(name);
  for (std::size_t i = 0; i < std::min(labels.size(), kLabelsMax); ++i) line.label(labels[i].first, labels[i].second);
  line.close_object();
}

std::string snapshot_head(const SnapshotRecord& snapshot) {
  JsonLine line;
  line.begin("snapshot");
  line.time("ts", snapshot.at);
  line.number("config", snapshot.version);
  line.long_text("digest", "sha256:" + crypto::to_hex(snapshot.digest));
  line.text("environment", snapshot.environment);
  line.text_unless_empty("build", snapshot.build);
  put_labels(line, "labels", snapshot.labels);
  put_labels(line, "flags", snapshot.flags);
  line.open_array("not_asserted");
  for (const std::string_view claim : kNotAsserted) line.element(claim);
  line.close_array();
  return line.take();
}

}  // namespace

std::vector<std::string> render_snapshot(const SnapshotRecord& snapshot) {
  const std::string head = snapshot_head(snapshot);
  const std::size_t room = kRecordBytesMax - head.size() - 128;
  static_assert(kRecordBytesMax > 4 * kItemBytesMax);
  std::vector<Part> parts(1);
  for (const TargetNames& target : snapshot.targets) add_item(parts, &Part::targets, target_item(target), room);
  for (const RouteNames& route : snapshot.routes) add_item(parts, &Part::routes, route_item(route), room);
  std::vector<std::string> records;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string record = head;
    if (parts.size() > 1) record += fmt::format(R"(,"part":{},"parts":{})", i + 1, parts.size());
    record += fmt::format(R"(,"targets":[{}],"routes":[{}]}})", parts[i].targets, parts[i].routes);
    records.push_back(std::move(record));
  }
  return records;
}

std::string render(const BootRecord& boot) {
  JsonLine line;
  line.begin("boot");
  line.time("ts", boot.at);
  line.word("event", name_of(boot.event));
  line.text("boot", boot.boot);
  line.text("version", boot.version);
  line.number("pid", boot.pid);
  line.hex("seed", boot.seed);
  line.end();
  return line.take();
}

std::string render(const ConfigRecord& config) {
  JsonLine line;
  line.begin("config");
  line.time("ts", config.at);
  line.boolean("accepted", config.accepted);
  line.number("config", config.version);
  line.number_unless_zero("problems", config.problems);
  const std::size_t written = std::min(config.changed.size(), kChangedPathsMax);
  if (written > 0) line.open_array("changed");
  for (std::size_t i = 0; i < written; ++i) line.long_element(config.changed[i]);
  if (written > 0) line.close_array();
  line.number_unless_zero("changed_more", config.changed.size() - written);
  line.text_unless_empty("person", config.person);
  line.end();
  return line.take();
}

std::string render(const GapRecord& gap) {
  JsonLine line;
  line.begin("gap");
  line.time("ts", gap.at);
  line.word("reason", name_of(gap.reason));
  line.number("count", gap.count);
  line.end();
  return line.take();
}

}  // namespace jurymast::record
