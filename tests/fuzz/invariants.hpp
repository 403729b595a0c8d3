#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "wire/header_fields.hpp"

/// What the fuzz targets assert of every reader.
namespace jurymast::fuzz {

/// The input as text.
inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// True if the view lies within the bytes it was read from.
inline bool inside(std::string_view view, std::string_view whole) {
  const std::less_equal<> not_behind;
  return view.empty() ||
         (not_behind(whole.data(), view.data()) && not_behind(view.data() + view.size(), whole.data() + whole.size()));
}

/// True if both lists hold the same names and values in the same order.
inline bool same_fields(const wire::HeaderFields& a, const wire::HeaderFields& b) {
  const auto same = [](const wire::HeaderField& x, const wire::HeaderField& y) {
    return x.name == y.name && x.value == y.value;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

/// True if nothing in the list could break out of its line.
inline bool harmless(const wire::HeaderFields& fields) {
  const auto breaks = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  return std::all_of(fields.begin(), fields.end(), [&breaks](const wire::HeaderField& field) {
    return !field.name.empty() && field.name.find_first_of(" \t:") == std::string_view::npos &&
           std::none_of(field.name.begin(), field.name.end(), breaks) &&
           std::none_of(field.value.begin(), field.value.end(), breaks);
  });
}

}  // namespace jurymast::fuzz
