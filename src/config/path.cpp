#include "config/path.hpp"

#include "config/problem.hpp"

namespace jurymast::config {
namespace {

bool is_bare(std::string_view key) {
  constexpr std::string_view kBare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return !key.empty() && key.size() <= kEchoBytesMax && key.find_first_not_of(kBare) == std::string_view::npos;
}

}  // namespace

Path Path::at(std::string_view dotted) const {
  Path path = *this;
  while (true) {
    const std::size_t dot = dotted.find('.');
    path.steps_.push_back({std::string(dotted.substr(0, dot)), std::nullopt});
    if (dot == std::string_view::npos) return path;
    dotted.remove_prefix(dot + 1);
  }
}

Path Path::member(std::string_view name) const {
  Path path = *this;
  path.steps_.push_back({std::string(name), std::nullopt});
  return path;
}

Path Path::entry(std::size_t index) const {
  Path path = *this;
  path.steps_.push_back({std::string(), index});
  return path;
}

std::string Path::text() const {
  std::string out;
  for (const Step& step : steps_) {
    if (step.index) {
      out += "[" + std::to_string(*step.index) + "]";
      continue;
    }
    if (!out.empty()) out += ".";
    if (looks_like_key(step.key)) {
      out += "\"…\"";
    } else {
      out += is_bare(step.key) ? step.key : in_quotes(step.key);
    }
  }
  return out;
}

}  // namespace jurymast::config
