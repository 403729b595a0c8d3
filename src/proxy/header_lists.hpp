#pragma once
#include <span>
#include <string>
#include <string_view>

#include "wire/header_fields.hpp"

namespace jurymast::proxy {

/// The only fields of a client's header that travel upstream. None of them names a destination, an account or a credential.
std::span<const std::string_view> forwarded_request_fields();

/// The only fields of an upstream's header that travel to the client.
std::span<const std::string_view> forwarded_answer_fields();

/// True if `name` is on `list`, whose entries are in lower case, or starts with an entry that ends in `*`.
bool is_listed(std::span<const std::string_view> list, std::string_view name);

/// The listed fields as header lines, each with its CRLF; what a `Connection` field names is for one hop and stays behind.
std::string listed_lines(const wire::HeaderFields& fields, std::span<const std::string_view> list);

}  // namespace jurymast::proxy
