#pragma once
#include <string>
#include <string_view>

#include "app/simulate/simulate_comparison.hpp"

/// What the text and the page say in the same words.
namespace jurymast::app {

/// What protection that is, in a few words.
std::string_view meaning_of(sim::Protection protection);

std::int64_t seconds_of(Duration span);
/// `30 s`, `1.500 s`: exact to the millisecond.
std::string seconds_text(Duration span);
/// `1.02×`: attempts for each call, from thousandths.
std::string ratio_text(std::uint64_t milli);
/// `99.8 %`, from thousandths.
std::string percent_text(std::uint64_t milli);
/// Attempts for each call of the fault, or `no calls`.
std::string attempts_text(const sim::ScenarioReport& report, std::uint64_t milli);
/// The share of the calls of the fault that were served, or `no calls`.
std::string served_text(const sim::ScenarioReport& report);
/// `after 4 s`, or `not within 120 s`.
std::string recovery_text(std::optional<Duration> recovered, Duration afterwards);

/// The policy, the route and its targets.
std::string policy_sentence(const SimulatePlan& plan);
/// The load, the fault's time and the room the providers have.
std::string load_sentence(const SimulatePlan& plan);
/// What the policy came to, beside plain retries; it says so as well where they do better.
std::string saving_sentence(const Comparison& comparison, Duration afterwards);
/// Every bound held, or which one broke, when and by how much.
std::string bounds_sentence(const Comparison& comparison);
/// How many settings made a difference, or why that is not known.
std::string settings_sentence(const Comparison& comparison);
/// `without the breaker: attempts 0.03× → 2.03× a call`.
std::string difference_text(const sim::Difference& difference, const Comparison& comparison, Duration afterwards);
/// How many of the differences are such; they stand first.
std::size_t differences_made(const Comparison& comparison);
/// That an outage of every target is none of its own where there is one target; else empty.
std::string one_target_sentence(const Comparison& comparison);

}  // namespace jurymast::app
