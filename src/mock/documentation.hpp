#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mock/answer.hpp"

namespace jurymast::mock {

/// Letters that a page's changed note may have.
inline constexpr std::size_t kPageNoteBytesMax = 1024;

/// What the control does to one page.
struct PageChange {
  std::string page;       ///< its path
  std::string note{};     ///< a sentence added to it
  bool removed = false;   ///< it is answered with 404
  bool unlisted = false;  ///< the indexes do not name it
};

/// The mock's own documentation: small pages that say what its surfaces are, and two indexes of them. They stand still until the control
/// changes them.
class Documentation {
 public:
  /// The answer where the path is one of a page or an index; nothing where it is neither.
  std::optional<Answer> answer(std::string_view path) const;
  /// Changes a page from now on; fails where there is none at that path, or the note is too long.
  Result<void> change(PageChange change);
  /// Every page as at the start.
  void restore() { changes_.clear(); }

 private:
  const PageChange* change_of(std::string_view page) const;
  Answer index(bool markdown) const;

  std::vector<PageChange> changes_;  ///< one a page at most
};

}  // namespace jurymast::mock
