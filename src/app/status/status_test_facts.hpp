#pragma once
#include <string>
#include <utility>
#include <vector>

#include "app/status/status_facts.hpp"

/// Facts for the tests of the status screen.
namespace jurymast::app::testing {

inline TargetFacts target(std::string name) {
  TargetFacts target;
  target.name = std::move(name);
  target.breakers = {{Family::ChatCompletions, record::BreakerState::Closed, Duration{0}}};
  target.budget_milli = target.budget_capacity_milli = 10'000;
  target.in_flight_limit = 256;
  return target;
}

inline RouteFacts route(std::string name, std::string primary, std::vector<std::string> fallback) {
  RouteFacts route;
  route.name = std::move(name);
  route.primary = std::move(primary);
  route.fallback = std::move(fallback);
  if (!route.fallback.empty()) route.unproven = {"evidence"};
  return route;
}

/// A gateway that runs, one route with a fallback, both targets used and well.
inline StatusFacts healthy() {
  StatusFacts facts;
  facts.now = WallTime{std::chrono::seconds(1'782'000'000)};
  facts.gateway = Gateway::Up;
  facts.state_dir = "var/jurymast";
  facts.live.version = "0.1.0";
  facts.live.config_version = 3;
  facts.live.uptime = std::chrono::minutes(123);
  facts.live.in_flight = 4;
  facts.live.in_flight_max = 1024;
  facts.live.targets = {target("main"), target("spare")};
  facts.routes = {route("assistant", "main", {"spare"})};
  facts.record.attempts = {{"main", 412, 412, 0, 4800}, {"spare", 3, 3, 0, 30}};
  facts.record.newest = facts.now - std::chrono::seconds(1);
  facts.record.before_covered = std::chrono::hours(1);
  return facts;
}

/// The same with the primary's breaker open after overload, and the fallback carrying.
inline StatusFacts primary_open() {
  StatusFacts facts = healthy();
  facts.live.targets[0].breakers[0] = {Family::ChatCompletions, record::BreakerState::Open, std::chrono::milliseconds(2340)};
  facts.live.targets[0].budget_milli = 450;
  facts.live.targets[1].in_flight = 37;
  facts.record.failures = {{"main", "overloaded", 37, 25}, {"main", "network_reset", 2, 0}, {"", "shed", 1, 0}};
  return facts;
}

/// No gateway; what the record and the configuration tell.
inline StatusFacts down() {
  StatusFacts facts = primary_open();
  facts.gateway = Gateway::Down;
  facts.why = "127.0.0.1:8081 refused the connection";
  facts.live = {};
  facts.record.stopped_in_order = false;
  return facts;
}

/// `count` routes, each with targets of its own; every fourth has its only target paused.
inline StatusFacts many(std::size_t count) {
  StatusFacts facts = primary_open();
  facts.routes.clear();
  facts.live.targets.clear();
  facts.record.attempts.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "target-with-a-rather-long-name-" + std::to_string(i);
    facts.live.targets.push_back(target(name));
    if (i % 4 == 3) facts.live.targets.back().pause_left = std::chrono::seconds(i);
    facts.routes.push_back(route("route-with-a-rather-long-name-" + std::to_string(i), name, {}));
    facts.record.attempts.push_back({name, 10, 10, 0, 100});
    facts.record.failures.push_back({name, "timeout_first_token", i, 1});
  }
  return facts;
}

}  // namespace jurymast::app::testing
