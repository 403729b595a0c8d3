#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::config {

/// The way to a value in a document: keys and list positions. A plain value.
class Path {
 public:
  struct Step {
    std::string key;
    std::optional<std::size_t> index;
  };

  /// The path of a member; `dotted` may name several levels (`timeouts.connect`), so it takes only keys of the schema.
  Path at(std::string_view dotted) const;
  /// The path of a member whose name came from the document and may hold any character.
  Path member(std::string_view name) const;
  /// The path of a list's entry.
  Path entry(std::size_t index) const;

  /// `routes."gpt-5.1".fallback[0]`: keys that TOML would quote are quoted.
  std::string text() const;
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::vector<Step> steps_;
};

}  // namespace jurymast::config
