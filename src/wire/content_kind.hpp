#pragma once
#include <string_view>

#include "wire/header_fields.hpp"

namespace jurymast::wire {

/// What a message says its body is, as far as routing and classification care.
enum class ContentKind : unsigned char { None, Json, EventStream, Html, Other };

/// From the content-type field: `application/json` and `*+json` are Json, `text/event-stream` is EventStream.
ContentKind content_kind_of(const HeaderFields& fields);

/// True if the body is compressed or otherwise coded (content-encoding other than identity), so that we cannot read it.
bool has_foreign_encoding(const HeaderFields& fields);

}  // namespace jurymast::wire
