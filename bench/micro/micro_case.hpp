#pragma once
#include <functional>
#include <span>
#include <string_view>
#include <vector>

/// The pieces of work that a request is made of, each ready to be called as often as somebody likes: once to be timed, once to be counted.
namespace jurymast::bench {

/// Does the work once and breaks off where its result is not the one expected; owns its input.
using MicroCall = std::function<void()>;

struct MicroCase {
  std::string_view name;  ///< room and work
  MicroCall (*prepare)();
};

std::span<const MicroCase> wire_cases();
std::span<const MicroCase> policy_cases();
std::span<const MicroCase> record_cases();
std::span<const MicroCase> store_cases();
/// Those of all rooms, in the order of the rooms.
std::vector<MicroCase> all_micro_cases();

/// Keeps the compiler from leaving out the work that made this value.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

}  // namespace jurymast::bench
