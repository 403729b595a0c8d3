#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace jurymast::app {

/// The text of an object's member; empty where there is none, or where it is no text.
template <class Json>
std::string text_in(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->template get<std::string>() : std::string();
}

}  // namespace jurymast::app
