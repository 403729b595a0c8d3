#pragma once
// Beast 1.81 asserts that a last chunk comes with at least five bytes, which a peer that sends single bytes does not grant it.
// It reads on correctly without the assertion; the address sanitizer watches over it instead.
#define BOOST_DISABLE_ASSERTS
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "http_message.hpp"

/// The message as Boost.Beast reads it.
namespace jurymast::fuzz {

namespace beast = boost::beast;

/// Beast's parser without its containers: those sort equal names together, and the order is compared here. Trailers, which Beast
/// hands out like fields, are not kept.
template <bool kRequest>
class BeastParser : public beast::http::basic_parser<kRequest> {
 public:
  BeastParser() {
    this->eager(true);
    this->body_limit(boost::none);
    this->header_limit(std::numeric_limits<std::uint32_t>::max());
  }
  HttpMessage message;

 private:
  using Error = beast::error_code;
  using Text = beast::string_view;

  void on_request_impl(beast::http::verb, Text method, Text target, int version, Error&) override {
    message.method = std::string(method);
    message.target = std::string(target);
    message.version = version;
  }
  void on_response_impl(int status, Text, int version, Error&) override {
    message.status = status;
    message.version = version;
  }
  void on_field_impl(beast::http::field, Text name, Text value, Error&) override {
    if (!message.head_done) message.fields.emplace_back(name, value);
  }
  void on_header_impl(Error&) override {
    message.head_done = true;
    message.keep_alive = this->keep_alive();
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(Text piece, Error&) override { return keep(piece); }
  void on_chunk_header_impl(std::uint64_t, Text, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, Text piece, Error&) override { return keep(piece); }
  void on_finish_impl(Error&) override { message.state = wire::ParseState::Done; }

  std::size_t keep(Text piece) {
    message.body.append(piece.data(), piece.size());
    return piece.size();
  }
};

/// Feeds the pieces behind `begin` until the message is done or refused; says where it stopped.
template <bool kRequest>
std::size_t feed(BeastParser<kRequest>& parser, std::string_view text, std::size_t begin, const Cuts& cuts) {
  std::size_t at = begin;
  beast::error_code error;
  for (const std::size_t end : cuts) {
    if (end <= at || parser.is_done()) continue;
    at += parser.put(boost::asio::buffer(text.data() + at, end - at), error);
    if (error && error != beast::http::error::need_more) break;
    error = {};
  }
  if (!error && at == text.size() && parser.got_some() && !parser.is_done()) {
    parser.put_eof(error);
    if (error == beast::http::error::partial_message) error = {};
  }
  if (error) {
    parser.message.state = wire::ParseState::Rejected;
    parser.message.reason = error.message();
  }
  return at;
}

/// Beast counts an interim response as a whole message, so the response is what comes behind them.
template <bool kRequest>
HttpMessage read_by_beast(std::string_view text, const Cuts& cuts, std::size_t begin = 0) {
  for (;;) {
    BeastParser<kRequest> parser;
    const std::size_t end = feed(parser, text, begin, cuts);
    const bool interim = parser.is_done() && parser.message.status / 100 == 1;
    if (!interim) {
      parser.message.bytes = end;
      return std::move(parser.message);
    }
    begin = end;
  }
}

}  // namespace jurymast::fuzz
