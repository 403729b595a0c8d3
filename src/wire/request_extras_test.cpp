#include "wire/request_extras.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace jurymast::wire {
namespace {

std::string query(std::string_view path, const std::vector<QueryParameter>& parameters) { return with_query(path, parameters); }

TEST(WithQuery, LeavesAPathWithoutParametersAlone) { EXPECT_EQ(query("/v1/responses", {}), "/v1/responses"); }

TEST(WithQuery, AddsParametersInTheirOrder) {
  EXPECT_EQ(query("/openai/deployments/d/chat/completions", {{"api-version", "2024-10-21"}}),
            "/openai/deployments/d/chat/completions?api-version=2024-10-21");
  EXPECT_EQ(query("/p", {{"a", "1"}, {"b", ""}, {"a", "2"}}), "/p?a=1&b=&a=2");
}

TEST(WithQuery, GoesOnWithAQueryThatIsThere) {
  EXPECT_EQ(query("/p?x=1", {{"a", "1"}}), "/p?x=1&a=1");
  EXPECT_EQ(query("/p?", {{"a", "1"}}), "/p?a=1");
  EXPECT_EQ(query("/p?x=1&", {{"a", "1"}}), "/p?x=1&a=1");
}

TEST(WithQuery, EncodesEveryByteThatIsNotUnreserved) {
  EXPECT_EQ(query("/", {{"AZaz09-._~", "AZaz09-._~"}}), "/?AZaz09-._~=AZaz09-._~");
  EXPECT_EQ(query("/", {{"a b", "+&=?/:#%"}}), "/?a%20b=%2B%26%3D%3F%2F%3A%23%25");
  EXPECT_EQ(query("/", {{"\xC3\xA9", std::string("\r\n\0\x7f\xff", 5)}}), "/?%C3%A9=%0D%0A%00%7F%FF");
}

TEST(WithQuery, KeepsARequestLineWhole_WhateverTheBytes) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string target = query("/", {{"n", std::string(1, static_cast<char>(byte))}});
    EXPECT_EQ(target.find_first_not_of("/?n=%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"),
              std::string::npos);
    EXPECT_TRUE(target.size() == 5 || target.size() == 7) << byte;
  }
}

TEST(QueryParameter, NeedsANameAndABound) {
  EXPECT_TRUE(check_query_parameter("api-version", ""));
  EXPECT_EQ(check_query_parameter("", "x").error().message, "a query parameter has no name; give it one");
  EXPECT_EQ(check_query_parameter(std::string(129, 'n'), "x").error().message,
            "the name of a query parameter has 129 bytes; at most 128");
  EXPECT_TRUE(check_query_parameter(std::string(128, 'n'), std::string(4096, 'v')));
  EXPECT_EQ(check_query_parameter("n", std::string(4097, 'v')).error().message,
            "the value of a query parameter has 4097 bytes; at most 4096");
}

TEST(ExtraHeader, MayBeWhatAnyProviderAsksFor) {
  for (const char* const name : {"api-key", "OpenAI-Organization", "HTTP-Referer", "X-Title", "anthropic-version", "openai-beta",
                                 "x-api-key", "proxying", "teapot"}) {
    EXPECT_TRUE(check_extra_header(name, "v 1,\t\"2\"")) << name;
  }
}

TEST(ExtraHeader, MayNotTouchFramingConnectionCredentialsOrTheGateway) {
  for (const char* const name : {"Host",
                                 "content-length",
                                 "Transfer-Encoding",
                                 "connection",
                                 "TE",
                                 "Trailer",
                                 "upgrade",
                                 "Expect",
                                 "cookie",
                                 "Cookie2",
                                 "set-cookie",
                                 "set-cookie2",
                                 "AUTHORIZATION",
                                 "proxy-authorization",
                                 "Proxy-X",
                                 "x-request-id",
                                 "content-type",
                                 "accept",
                                 "Accept-Encoding",
                                 "content-encoding",
                                 "keep-alive",
                                 "x-jurymast-hop",
                                 "user-agent",
                                 "traceparent",
                                 "tracestate",
                                 "forwarded",
                                 "x-forwarded-for",
                                 "via",
                                 "x-real-ip",
                                 "http2-settings",
                                 "max-forwards"}) {
    const Result<void> checked = check_extra_header(name, "secret-value");
    ASSERT_FALSE(checked) << name;
    EXPECT_TRUE(checked.error().message.starts_with("the header field `" + std::string(name) + "` cannot be added: "));
    EXPECT_EQ(checked.error().message.find("secret-value"), std::string::npos);
  }
}

TEST(ExtraHeader, HasATokenForItsName) {
  for (const std::string_view name : {"a b", "a:b", "a\r\nb", "\xC3\xA9", "a,b", "(a)"}) {
    EXPECT_EQ(check_extra_header(name, "v").error().message,
              "the name of a header field holds a character that may not stand there; use letters, digits and `-`");
  }
  EXPECT_EQ(check_extra_header("", "v").error().message, "a header field has no name; give it one");
}

TEST(ExtraHeader, HasAPlainValue) {
  EXPECT_EQ(check_extra_header("a", "").error().message, "the header field `a` has no value; give it one or leave it out");
  for (const std::string_view value :
       {std::string_view("x\r\ny"), std::string_view("x\0y", 3), std::string_view("\xC3\xA9"), std::string_view("\x7f")}) {
    EXPECT_EQ(check_extra_header("a", value).error().message,
              "the value of the header field `a` holds a control character or one beyond ASCII; remove it");
  }
  for (const std::string_view value : {" x", "x\t", " "}) {
    EXPECT_EQ(check_extra_header("a", value).error().message,
              "the value of the header field `a` begins or ends with white space; remove it");
  }
  EXPECT_FALSE(check_extra_header("a", std::string(4097, 'v')));
  EXPECT_FALSE(check_extra_header(std::string(129, 'n'), "v"));
}

}  // namespace
}  // namespace jurymast::wire
