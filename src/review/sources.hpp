#pragma once
#include <string_view>
#include <vector>

#include "review/document.hpp"

namespace jurymast::review {

/// A page that a runbook leans on. What is not stated is empty; views into the document's text.
struct Source {
  std::size_t line = 1;
  std::string_view url;
  std::string_view accessed;
  std::string_view purpose;
};

/// One row of a runbook's contract table: what to verify, against which page, and what may be said of it.
struct ContractRow {
  std::size_t line = 1;
  std::string_view area;
  std::string_view verify;
  std::string_view source;
  std::string_view accessed;
  std::string_view wording;
};

/// The entries of the section of sources: rows of its table, or the items of its list (`URL, accessed DATE, purpose: …`).
std::vector<Source> sources_of(const Document& document);
/// The rows of the contract table: the first table with columns for an area and for the wording.
std::vector<ContractRow> contract_rows_of(const Document& document);
/// The section of sources; null: none.
const Section* sources_section(const Document& document);
/// The section of the contract table; null: none.
const Section* contract_section(const Document& document);
/// Every address in a cell.
std::vector<std::string_view> urls_in(std::string_view text);

}  // namespace jurymast::review
