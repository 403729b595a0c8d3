#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "app/blocking_http.hpp"
#include "base/time.hpp"
#include "http/tls_context.hpp"

namespace jurymast::app {

/// Why a call over a connection that stood came to nothing.
enum class CallFailure : unsigned char { NoTls, Late, Closed, NotHttp, TooLarge };
struct CallError {
  CallFailure failure;
  std::string reason;  ///< of NotHttp
};

/// One request on one connection.
struct ChannelCall {
  int fd = -1;                                    ///< a connected, non-blocking socket; closed in any case
  std::shared_ptr<http::TlsClientContext> tls{};  ///< null: plain
  std::string server_name{};                      ///< whose certificate is accepted
  std::string text{};                             ///< the request as it goes out
  std::size_t body_bytes_max = 0;
  MonotonicTime until{};
};

/// Sends the request and waits for the answer; one whose end is missing is not whole. The process should ignore SIGPIPE.
tl::expected<HttpAnswer, CallError> call(const ChannelCall& call, Clock& clock);

}  // namespace jurymast::app
