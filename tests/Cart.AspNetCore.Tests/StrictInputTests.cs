using System.Net;
using System.Text;
using System.Text.Json;

namespace Cart.AspNetCore.Tests;

public sealed class StrictInputTests
{
    public static TheoryData<string> HostileItems =>
    [
        "", " ", "null", "[]", "{}", "0", "true", "\"\"", "{", "{]", "nonsense", "\u0000",
        "[{\"content_type_id\":7,\"object_id\":42}]",
        """{"content_type_id":7,"object_id":42}{"content_type_id":7,"object_id":42}""",
        """{"content_type_id":7,"object_id":42,}""",
        """{"content_type_id":7,"object_id":42} // why not""",
        """{"content_type_id":7,"object_id":42,"quantity":"5"}""",
        """{"content_type_id":7,"object_id":42,"quantity":1.5}""",
        """{"content_type_id":7,"object_id":42,"quantity":0.1}""",
        """{"content_type_id":7,"object_id":42,"quantity":1.0}""",
        """{"content_type_id":7,"object_id":42,"quantity":1e3}""",
        """{"content_type_id":7,"object_id":42,"quantity":null}""",
        """{"content_type_id":7,"object_id":42,"quantity":true}""",
        """{"content_type_id":7,"object_id":42,"quantity":[]}""",
        """{"content_type_id":7,"object_id":42,"quantity":{}}""",
        """{"content_type_id":7,"object_id":42,"quantity":NaN}""",
        """{"content_type_id":7,"object_id":42,"quantity":0x10}""",
        """{"content_type_id":7,"object_id":42,"quantity":007}""",
        """{"content_type_id":7,"object_id":42,"quantity":2147483648}""",
        """{"content_type_id":7,"object_id":42,"quantity":-2147483649}""",
        """{"content_type_id":7,"object_id":42,"quantity":9007199254740993}""",
        """{"content_type_id":7,"object_id":42,"quantity":18446744073709551616}""",
        """{"content_type_id":7,"object_id":42,"quantity":1,"quantity":2}""",
        """{"content_type_id":7,"object_id":42,"quantity":1,"\u0071uantity":2}""",
        """{"content_type_id":7,"object_id":42,"Quantity":1}""",
        """{"content_type_id":7,"object_id":42,"price":"0.01"}""",
        """{"content_type_id":7,"object_id":42,"unit_price":"0.01"}""",
        """{"content_type_id":7,"object_id":42,"total":"0.01"}""",
        """{"content_type_id":7,"object_id":42,"cart_id":"0123456789abcdef0123456789abcdef"}""",
        """{"content_type_id":7,"object_id":42,"__proto__":{}}""",
        """{"content_type_id":7}""", """{"object_id":42}""", """{"quantity":1}""",
        """{"content_type_id":"7","object_id":42}""",
        """{"content_type_id":7.5,"object_id":42}""",
        """{"content_type_id":null,"object_id":42}""",
        """{"content_type_id":0,"object_id":42}""",
        """{"content_type_id":-7,"object_id":42}""",
        """{"content_type_id":2147483648,"object_id":42}""",
        """{"content_type_id":7,"object_id":-42}""",
        """{"content_type_id":7,"object_id":42.0}""",
        """{"content_type_id":7,"object_id":42e0}""",
        """{"content_type_id":7,"object_id":9223372036854775808}""",
        """{"content_type_id":7,"object_id":null}""",
        """{"content_type_id":7,"object_id":true}""",
        """{"content_type_id":7,"object_id":[42]}""",
        """{"content_type_id":7,"object_id":{}}""",
        """{"content_type_id":7,"object_id":""}""",
        """{"content_type_id":7,"object_id":"4:2"}""",
        """{"content_type_id":7,"object_id":"4\r\n2"}""",
        """{"content_type_id":7,"object_id":"42\t"}""",
        """{"content_type_id":7,"object_id":"42\u0000"}""",
        """{"content_type_id":7,"object_id":"\ud800"}""",
        """{"content_type_id":7,"object_id":"４２"}""",
        """{"content_type_id":7,"object_id":"11111111111111111111111111111111111111111111111111111111111111111"}""",
        """{"items":null}""", """{"items":[]}""", """{"items":{}}""", """{"items":"7:42"}""", """{"items":[null]}""", """{"items":[[]]}""",
        """{"items":[{"content_type_id":7,"object_id":42}],"quantity":1}""",
        """{"items":[{"content_type_id":7,"object_id":42}],"items":[]}""",
        """{"items":[{"items":[{"content_type_id":7,"object_id":42}]}]}""",
        """{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":42,"quantity":"1"}]}""",
        """{"Items":[{"content_type_id":7,"object_id":42}]}""",
        new string('[', 20_000), $$"""{"a":{{string.Concat(Enumerable.Repeat("""{"a":""", 9))}}1""",
        """{"items":[""" + string.Join(',', Enumerable.Repeat("""{"content_type_id":7,"object_id":42}""", 101)) + "]}",
    ];

    public static TheoryData<string> HostileCheckouts =>
    [
        "null", "[]", "\"9.99\"", "9.99", "{", """{"expected_total":9.99}""", """{"expected_total":null}""", """{"expected_total":""}""",
        """{"expected_total":"9,99"}""", """{"expected_total":"-9.99"}""", """{"expected_total":"+9.99"}""", """{"expected_total":" 9.99"}""",
        """{"expected_total":"9.99 "}""", """{"expected_total":".99"}""", """{"expected_total":"9."}""", """{"expected_total":"1e1"}""",
        """{"expected_total":"$9.99"}""", """{"expected_total":"NaN"}""", """{"expected_total":"９.99"}""", """{"expected_total":"9.99\u0000"}""",
        """{"expected_total":"9.990000000000000000000000000000"}""", """{"expected_total":true}""", """{"expected_total":["9.99"]}""",
        """{"expected_total":"9.99","expected_total":"9.99"}""", """{"expectedTotal":"9.99"}""", """{"total":"9.99"}""",
        """{"discount":"FLASH50"}""",
    ];

    [Theory]
    [MemberData(nameof(HostileItems))]
    public async Task A_malformed_body_is_refused_and_changes_nothing(string body)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        var answer = await shopper.AddAsync(body);

        answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Theory]
    [MemberData(nameof(HostileCheckouts))]
    public async Task A_malformed_checkout_is_refused_and_places_nothing(string body)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();

        var answer = await shopper.CheckOutAsync(body);

        answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
        Assert.Equal(HttpStatusCode.Created, (await shopper.CheckOutAsync()).Status);
    }

    [Fact]
    public async Task Both_formats_refuse_the_same_bodies_with_the_same_problem()
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        var bodies = HostileItems.Select(static row => ("POST", "/cart/items", row.Data))
            .Concat(HostileCheckouts.Select(static row => ("POST", "/cart/checkout", row.Data)))
            .Concat(HostileRequests.Bodies().Where(static body => body.Path != "/cart/import"));
        var compared = 0;
        var others = new List<string>();
        foreach (var (method, path, json) in bodies.Where(static body => IsJson(body.Item3)))
        {
            // MessagePack with a fraction, or a text that is none, is refused wherever that stands.
            if (!json.Contains("ud800", StringComparison.Ordinal) && HostileRequests.Packed(json) is { } packed
                && await shopper.SendAsync(new HttpMethod(method), path, packed) is var second
                && !second.Text.Contains("Floating-point", StringComparison.Ordinal))
            {
                var first = await shopper.SendAsync(method, path, json);
                others.AddRange(first.Text == second.Text ? [] : [$"{json}: {first.Text} and {second.Text}"]);
                compared++;
            }
        }

        Assert.Empty(others);
        Assert.True(compared > 250, $"Only {compared} bodies were compared.");
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0xae })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    public async Task Bytes_that_are_not_UTF_8_are_refused_in_a_value_and_in_a_name(byte[] bytes)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();

        byte[] inValue = [.. """{"content_type_id":7,"object_id":"4"""u8, .. bytes, .. "2\"}"u8];
        byte[] inName = [.. """{"content_type_id":7,"object_id":42,"quantity"""u8, .. bytes, .. "\":1}"u8];

        foreach (var body in (byte[][])[inValue, inName, bytes])
        {
            var answer = await shopper.SendAsync(HttpMethod.Post, "/cart/items", Shopper.Bytes(body, "application/json"));
            answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        }
    }

    [Theory]
    [InlineData("""{"content_type_id":7,"object_id":42,"quantity":"5"}""", "#/quantity")]
    [InlineData("""{"content_type_id":7,"object_id":42,"price":1}""", "#/price")]
    [InlineData("""{"content_type_id":7,"object_id":"4:2"}""", "#/object_id")]
    [InlineData("""{"content_type_id":0,"object_id":42}""", "#/content_type_id")]
    [InlineData("""{"items":[{"content_type_id":7,"object_id":42},{"content_type_id":7,"object_id":true}]}""", "#/items/1/object_id")]
    [InlineData("""{"items":[{"content_type_id":7,"object_id":42},null]}""", "#/items/1")]
    [InlineData("""{"items":[]}""", "#/items")]
    public async Task The_refusal_points_to_the_field_at_fault(string body, string place)
    {
        await using var shop = await TestShop.StartAsync();

        var answer = await shop.NewShopper().AddAsync(body);

        Assert.Equal(place, Assert.Single(answer.Json.GetProperty("errors").EnumerateArray()).GetProperty("pointer").GetString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData("text/json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData(null)]
    public async Task A_body_of_another_type_is_refused(string? contentType)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var before = await shopper.GetAsync();
        var body = Encoding.UTF8.GetBytes("""{"content_type_id":7,"object_id":42}""");

        var added = await shopper.SendAsync(HttpMethod.Post, "/cart/items", Shopper.Bytes(body, contentType));
        var placed = await shopper.SendAsync(HttpMethod.Post, "/cart/checkout", Shopper.Bytes("{}"u8.ToArray(), contentType));

        added.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        placed.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal(before.Text, (await shopper.GetAsync()).Text);
    }

    [Fact]
    public async Task A_compressed_body_is_refused()
    {
        await using var shop = await TestShop.StartAsync();
        var content = Shopper.Json("""{"content_type_id":7,"object_id":42}""");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await shop.NewShopper().SendAsync(HttpMethod.Post, "/cart/items", content);

        answer.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_above_the_limit_is_refused_whether_it_says_its_length_or_not(bool chunked)
    {
        await using var shop = await TestShop.StartAsync();
        var shopper = shop.NewShopper();
        const string Add = """{"content_type_id":7,"object_id":42}""";

        var greatest = await shopper.AddAsync(Add + new string(' ', (64 * 1024) - Add.Length));
        var content = Shopper.Json(Add + new string(' ', (64 * 1024) + 1 - Add.Length));
        var above = await shopper.SendAsync(HttpMethod.Post, "/cart/items", content, chunked ? [("Transfer-Encoding", "chunked")] : []);

        Assert.Equal(HttpStatusCode.OK, greatest.Status);
        above.IsProblem(HttpStatusCode.RequestEntityTooLarge, "request_too_large");
        Assert.Equal(1, (await shopper.GetAsync()).Json.GetProperty("count").GetInt32());
    }
}
