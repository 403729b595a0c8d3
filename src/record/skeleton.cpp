#include "record/skeleton.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace jurymast::record {
namespace {

using Json = nlohmann::ordered_json;

std::string range_of(std::size_t bytes) {
  constexpr std::array<std::size_t, 5> kEnds{16, 64, 256, 1024, 4096};
  if (bytes == 0) return "<string:0>";
  std::size_t begin = 1;
  for (const std::size_t end : kEnds) {
    if (bytes <= end) return fmt::format("<string:{}-{}>", begin, end);
    begin = end + 1;
  }
  return fmt::format("<string:{}->", begin);
}

std::string mark_of_rest(std::size_t left_out) { return fmt::format("<more:{}>", left_out); }

/// Names that are no words of the API are told apart by number, since an object has each name once.
std::string name_in(const Json& object, std::string_view name) {
  if (is_api_member(name)) return std::string(name);
  std::string shown = "<key>";
  for (std::size_t number = 2; object.contains(shown); ++number) shown = fmt::format("<key:{}>", number);
  return shown;
}

Json bones_of(const Json& value, std::string_view member);

Json object_bones(const Json& object) {
  Json bones = Json::object();
  for (const auto& [name, member] : object.items()) {
    if (bones.size() == kSkeletonItemsMax) {
      bones["<more>"] = mark_of_rest(object.size() - kSkeletonItemsMax);
      break;
    }
    bones[name_in(bones, name)] = bones_of(member, name);
  }
  return bones;
}

Json array_bones(const Json& array, std::string_view member) {
  Json bones = Json::array();
  for (const Json& item : array) {
    if (bones.size() == kSkeletonItemsMax) {
      bones.push_back(mark_of_rest(array.size() - kSkeletonItemsMax));
      break;
    }
    bones.push_back(bones_of(item, member));
  }
  return bones;
}

/// The depth is bounded before this is called.
Json bones_of(const Json& value, std::string_view member) {
  if (value.is_object()) return object_bones(value);
  if (value.is_array()) return array_bones(value, member);
  if (value.is_number()) return 0;
  if (!value.is_string()) return value;
  const auto& text = value.get_ref<const std::string&>();
  return is_api_word(member, text) ? Json(text) : Json(range_of(text.size()));
}

/// Brackets outside strings; the text need not be whole for it.
std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!quoted && (c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<std::string> skeleton(std::string_view json) {
  if (json.size() > kSkeletonInputBytesMax) {
    return fail(Code::Exhausted, "a sample has at most {} bytes and this one has {}; take a shorter one", kSkeletonInputBytesMax,
                json.size());
  }
  if (depth_of(json) > kSkeletonDepthMax) {
    return fail(Code::Exhausted, "a sample is at most {} levels deep; take one that is less nested", kSkeletonDepthMax);
  }
  const Json parsed = Json::parse(json, nullptr, false);
  if (parsed.is_discarded()) return fail(Code::Invalid, "a sample is one JSON text, and this one is not");
  std::string shown = bones_of(parsed, "").dump(-1, ' ', true, Json::error_handler_t::replace);
  if (shown.size() > kSkeletonBytesMax) {
    return fail(Code::Exhausted, "the skeleton of this sample has more than {} bytes; take a shorter one", kSkeletonBytesMax);
  }
  return shown;
}

}  // namespace jurymast::record
