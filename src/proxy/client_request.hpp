#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "proxy/operation.hpp"
#include "wire/http_head.hpp"

namespace jurymast::proxy {

/// The caller's own request id (`x-client-request-id`, else `x-request-id`), cut at 512 printable characters; empty: none.
std::string caller_request_id(const wire::RequestHead& head);

/// Reads what a caller may say of its request in the header: its id, its timeout, its retry count, a lower priority.
void read_caller_fields(const wire::RequestHead& head, OperationInput& input);

}  // namespace jurymast::proxy
