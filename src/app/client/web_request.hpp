#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "app/client/blocking_http.hpp"
#include "app/client/interrupt.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Where a request to the outside goes, and whose certificate is accepted there.
struct WebPlace {
  policy::Origin origin;
  std::string ca_file{};  ///< empty: the system's
  bool verify = true;     ///< false only for loopback
};

struct WebLimits {
  Duration time_max{};
  std::size_t body_bytes_max = 0;
  const Interrupt* interrupt = nullptr;  ///< ends it before its time
};

/// An address of a page taken apart.
struct WebAddress {
  WebPlace place;
  std::string path;  ///< `/` at least
};

/// Reads an `http` or `https` address; fails with Invalid and what is wrong with it.
Result<WebAddress> parse_web_address(std::string_view url);

/// Sends one request on a connection of its own and waits for the answer; redirects are answers like any other, and one whose end is missing is
/// not whole. Fails with Unavailable where nobody answers in time, with Denied where TLS finds nobody or somebody else, with Corrupt where the
/// answer is no HTTP, and with Exhausted where it is too large. The process should ignore SIGPIPE.
Result<HttpAnswer> web_request(const WebPlace& place, const HttpRequest& request, const WebLimits& limits, Clock& clock);
/// The same, which fails with Corrupt where the answer's end is missing.
Result<HttpAnswer> whole_web_request(const WebPlace& place, const HttpRequest& request, const WebLimits& limits, Clock& clock);

}  // namespace jurymast::app
