#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "app/client/web_request.hpp"
#include "base/time.hpp"
#include "evidence/contract_finding.hpp"
#include "record/contract.hpp"

namespace jurymast::app {

/// How long one page may take, and how large it may be.
inline constexpr Duration kPageTimeMax = std::chrono::seconds(10);
inline constexpr std::size_t kPageBytesMax = std::size_t{8} << 20;

/// What became of looking at a page. Its text is kept for as long as this is looked at, never written down.
struct PageRead {
  record::Tri reachable = record::Tri::Unknown;  ///< an answer that is no success is a no; no answer is not known
  std::optional<std::uint64_t> status;
  std::optional<record::DigestBytes> digest;
  std::optional<WallTime> read_at;  ///< nothing: now
  bool supplied = false;            ///< it came out of a file
  std::string text;
  evidence::ContractFindings findings;
};

/// Fetches a page; redirects are told, never followed.
PageRead read_page(const std::string& url, Clock& clock);

/// True where an index names the page: by its address, or by its path alone.
bool names_page(std::string_view index, std::string_view url);

/// Whether the documentation's index names the page, or the `llms.txt` beside it. Not known where neither can be read, or there is none.
record::Tri look_up(const std::string& url, const std::string& index_url, Clock& clock);

}  // namespace jurymast::app
