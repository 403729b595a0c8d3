#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "mock/attempt_log.hpp"
#include "mock/mock_api.hpp"
#include "mock/slots.hpp"
#include "wire/http_head.hpp"

namespace jurymast::mock {

/// Everything one mock is told at its start.
struct MockSettings {
  std::string listen = "127.0.0.1:0";
  ApiSettings api;
  bool allow_inspect = false;  ///< keeps the last request's bytes; never where prompts are real
  std::uint64_t slots = 0;     ///< requests answered at a time; 0: all
};

/// The largest request body the mock takes, above what a gateway lets through.
inline constexpr std::size_t kMockBodyBytesMax = 64 * limits::kMiB;

/// What all connections of one mock share; touched by its loop alone.
struct MockDesk {
  MockDesk(MockSettings with, MonotonicTime now);

  const MockSettings settings;
  const MonotonicTime started;
  MockApi api;
  AttemptLog log;
  Slots slots;
  std::string last_head;  ///< only with allow_inspect
  std::string last_body;
  std::uint64_t connections = 0;
  /// Stops accepting connections, and ends those there are, for so long.
  std::function<void(Duration)> refuse;
};

/// The attempt as its head and body tell it.
Attempt describe(const wire::RequestHead& head, std::string_view body, const Incoming& incoming);
/// The head's bytes as they came.
std::string raw_head(const wire::RequestHead& head);

}  // namespace jurymast::mock
