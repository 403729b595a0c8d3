#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "config/sections.hpp"
#include "crypto/hex.hpp"

namespace jurymast::config {
namespace {

using Json = nlohmann::ordered_json;

template <class Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

std::vector<std::string> fallback_names(const policy::Snapshot& snapshot, const policy::Route& route) {
  std::vector<std::string> names;
  for (const TargetIndex index : route.fallback) names.push_back(snapshot.target(index).name);
  return names;
}

std::string deadline_text(const policy::Route& route) {
  const std::string streamed = to_text(route.deadline_for(true));
  const std::string buffered = to_text(route.deadline_for(false));
  return streamed == buffered ? streamed : fmt::format("{} streamed, {} buffered", streamed, buffered);
}

std::string route_line(const policy::Snapshot& snapshot, const policy::Route& route) {
  std::string targets = snapshot.target(route.primary).name;
  for (const std::string& name : fallback_names(snapshot, route)) targets += " → " + name;
  return fmt::format("route {} ({}): {}; mode {}; commit {}; deadline {}; attempts {}, {} per target\n", route.name,
                     name_of(route.family), targets, word(kModeNames, route.mode), word(kCommitNames, route.commit),
                     deadline_text(route), route.retry.attempts, route.retry.attempts_per_target);
}

std::string origin_text(const LoadedConfig& loaded, const ValueInForce& value) {
  return value.said_at.line == 0 ? "default" : fmt::format("{}:{}", loaded.file_name, value.said_at.line);
}

std::string values_text(const LoadedConfig& loaded) {
  std::size_t widest = 0;
  for (const ValueInForce& value : loaded.values) widest = std::max(widest, value.path.size());
  std::string text = "\n";
  for (const ValueInForce& value : loaded.values) {
    text += fmt::format("{:<{}} = {}  # {}\n", value.path, widest, value.value, origin_text(loaded, value));
  }
  return text;
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

Json problems_json(const std::vector<Problem>& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) {
    list.push_back({{"line", problem.at.line},
                    {"column", problem.at.column},
                    {"path", problem.path},
                    {"message", problem.message},
                    {"remedy", problem.remedy}});
  }
  return list;
}

Json routes_json(const policy::Snapshot& snapshot) {
  Json list = Json::array();
  for (const policy::Route& route : snapshot.routes) {
    list.push_back({{"route", route.name},
                    {"family", name_of(route.family)},
                    {"match", route.match},
                    {"primary", snapshot.target(route.primary).name},
                    {"fallback", fallback_names(snapshot, route)},
                    {"mode", word(kModeNames, route.mode)},
                    {"commit", word(kCommitNames, route.commit)},
                    {"deadline_streamed_ms", to_ms(route.deadline_for(true))},
                    {"deadline_buffered_ms", to_ms(route.deadline_for(false))},
                    {"attempts", route.retry.attempts},
                    {"attempts_per_target", route.retry.attempts_per_target}});
  }
  return list;
}

Json values_json(const LoadedConfig& loaded) {
  Json list = Json::array();
  for (const ValueInForce& value : loaded.values) {
    list.push_back({{"path", value.path}, {"value", value.value}, {"origin", origin_text(loaded, value)}});
  }
  return list;
}

}  // namespace

std::string report_text(const LoadedConfig& loaded, Detail detail) {
  if (!loaded.ok()) {
    return loaded.problem_text() + fmt::format("{}: {}\n", loaded.file_name, counted(loaded.errors.size(), "error"));
  }
  const policy::Snapshot& snapshot = *loaded.snapshot;
  std::string text = fmt::format("{}: ok ({}, {}, {})\n", loaded.file_name, counted(snapshot.clients.size(), "client"),
                                 counted(snapshot.targets.size(), "target"), counted(snapshot.routes.size(), "route"));
  for (const policy::Route& route : snapshot.routes) text += route_line(snapshot, route);
  text += loaded.problem_text();
  if (detail == Detail::EveryValue) text += values_text(loaded);
  return text;
}

std::string report_json(const LoadedConfig& loaded, Detail detail) {
  Json report = {{"ok", loaded.ok()}, {"file", loaded.file_name}};
  if (loaded.ok()) {
    report["digest"] = "sha256:" + crypto::to_hex(loaded.snapshot->digest);
    report["routes"] = routes_json(*loaded.snapshot);
  }
  report["errors"] = problems_json(loaded.errors);
  report["warnings"] = problems_json(loaded.warnings);
  if (loaded.ok() && detail == Detail::EveryValue) report["values"] = values_json(loaded);
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace jurymast::config
