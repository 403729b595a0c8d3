#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace jurymast::app {

class BlockingChannel;

/// The largest body of an answer that is taken.
inline constexpr std::size_t kHttpAnswerBytesMax = std::size_t{8} << 20;

/// One header field, owned.
struct HttpField {
  std::string name;
  std::string value;
};

/// A request to be sent on a connection of its own; `Host`, `Content-Length` and `Connection: close` are added.
struct HttpRequest {
  std::string method = "GET";
  std::string path = "/";
  std::vector<HttpField> fields = {};
  std::string body = {};
};

/// What came back.
struct HttpAnswer {
  int status = 0;
  std::vector<HttpField> fields;
  std::string body;    ///< without its framing
  bool whole = false;  ///< false: the connection ended before the framing said so

  /// The value of the first field of that name, or an empty view.
  std::string_view field(std::string_view name) const;
};

/// Sends one request in plain HTTP to `host:port` or `unix:/path` and waits for the whole answer, at most `time_max` in
/// all. Fails with Unavailable where nobody answers in time, with Corrupt where the answer is no HTTP, and with Exhausted
/// where it is too large; an answer whose end is missing is a value that is not whole.
Result<HttpAnswer> http_request(const std::string& address, const HttpRequest& request, Clock& clock, Duration time_max);

/// The same on a connection that stands; `address` is for the `Host` field and for messages. Fails as http_request does.
Result<HttpAnswer> http_exchange(BlockingChannel& channel, const std::string& address, const HttpRequest& request,
                                 std::size_t body_bytes_max = kHttpAnswerBytesMax);

}  // namespace jurymast::app
