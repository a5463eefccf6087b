using System.Net;
using System.Text.Json;
using Cart.Engine;
using MessagePack;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

/// <summary>What no operator would send is refused by name and changes nothing, on real servers and on the embedded ones.</summary>
public abstract class AdminHostileContract(ApiShop fixture)
{
    private static readonly string[] Ids =
    [
        "x", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcde", "%00", "..%2F..%2Fetc%2Fpasswd", "*", "%7B%7D", "%27%20OR%201=1%20--",
        "00000000-0000-0000-0000-000000000000", new string('a', 3000), "%FF%FE", "%ED%A0%80", "cart:%7Bx%7D",
    ];

    private static readonly string[] Queries =
    [
        "limit=0", "limit=101", "limit=-1", "limit=1.5", "limit=x", "limit=%00", "cursor=x", "cursor=-1", "cursor=%00", "cursor=0%20OR%201=1", "cursor=99999999999999999999999",
        "cursor=" + "f".PadLeft(5000, 'f'), "cursor=zz", "cursor=ff", "cursor=6", "cursor=%C3%A4", "limit=1&limit=2",
    ];

    private static readonly string[] Values =
    [
        "null", "10", "10.5", "true", "[]", "{}", "\"\"", "\"-1\"", "\"1e2\"", "\"1,5\"", "\"NaN\"", "\" 1\"", "\"0x10\"", "\"\\u0661\"", "\"" + new string('9', 40) + "\"", "\"100000000\"", "\"0.001\"",
    ];

    private static readonly string[] Counts = ["\"5\"", "1.5", "1e3", "true", "[]", "-1", "9223372036854775808", "99999999999999999999"];

    private static readonly string[] Moments =
    [
        "\"2026-05-04\"", "\"2026-05-04T10:00:00\"", "\"2026-13-04T10:00:00Z\"", "\"0000-00-00T00:00:00Z\"", "1777888800", "\"tomorrow\"", "\"\"", "[]", "true", "\"2026-05-04T10:00:00+99:00\"",
    ];

    private readonly string _code = "H" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant();

    private Shopper Operator { get; } = fixture.Shop.NewShopper();

    [Fact]
    public async Task Addresses_of_nothing_are_not_found_and_changes_of_nothing_are_refused()
    {
        foreach (var id in Ids)
        {
            foreach (var (method, path) in new[] { ("GET", "carts"), ("DELETE", "carts"), ("GET", "orders"), ("GET", "discounts"), ("DELETE", "discounts") })
            {
                var answer = await Operator.SendAsync(method, $"/cart-admin/{path}/{id}");
                Assert.True(
                    answer.Status is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{method} {path}/{id[..Math.Min(60, id.Length)]}: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task Cursors_and_limits_that_are_none_are_refused()
    {
        var refused = 0;
        foreach (var query in Queries)
        {
            foreach (var path in (string[])["carts", "orders", "discounts", "audit"])
            {
                var answer = await Operator.SendAsync("GET", $"/cart-admin/{path}?{query}");

                // A number is a cursor of the trail, and of a store of carts.
                if (answer.Status is not HttpStatusCode.OK)
                {
                    answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
                    refused++;
                }
            }
        }

        Assert.True(refused >= (4 * Queries.Length) - 8, $"Only {refused} were refused.");
        (await Operator.SendAsync("GET", "/cart-admin/carts?state=OPEN")).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("%ED%A0%80")]
    [InlineData("a%0D%0Ab")]
    [InlineData("%27%3B%20DROP%20TABLE%20orders%3B--")]
    [InlineData("%7B*%7D")]
    public async Task A_user_that_cannot_be_has_nothing(string user)
    {
        foreach (var path in (string[])["carts", "orders"])
        {
            var answer = await Operator.SendAsync("GET", $"/cart-admin/{path}?user={user}");

            Assert.Equal((HttpStatusCode.OK, 0), (answer.Status, answer.Json.GetProperty(path).GetArrayLength()));
        }

        var longest = await Operator.SendAsync("GET", "/cart-admin/orders?user=" + new string('u', 4000));
        Assert.Equal(0, longest.Json.GetProperty("orders").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Definitions_that_are_none_are_refused_and_leave_no_trace(bool messagePack)
    {
        var bodies = new List<string>
        {
            "null", "[]", "0", "\"x\"", "{}", """{"code":"X"}""", """{"value":"1"}""", """{"code":"X","value":"1","current_uses":0}""",
            """{"code":"X","value":"1","revision":1}""", """{"code":"X","value":"1","Value":"2"}""", """{"code":".","value":"1"}""", """{"code":"..","value":"1"}""",
            """{"code":"a\u0000b","value":"1"}""", $$"""{"code":"{{new string('x', 51)}}","value":"1"}""", """{"code":" ","value":"1"}""", """{"code":7,"value":"1"}""",
            """{"code":"X","value":"1","discount_type":null}""", """{"code":"X","value":"1","active":"yes"}""", """{"code":"X","value":"1","active":null}""",
        };
        bodies.AddRange(Values.Select(value => $$"""{"code":"{{_code}}","discount_type":"fixed","value":{{value}}}"""));
        bodies.AddRange(Values.Select(value => $$"""{"code":"{{_code}}","value":"1","min_cart_value":{{value}}}"""));
        bodies.AddRange(Counts.Select(count => $$"""{"code":"{{_code}}","value":"1","max_uses":{{count}}}"""));
        bodies.AddRange(Counts.Append("0").Append("1001").Select(count => $$"""{"code":"{{_code}}","value":"1","max_uses_per_customer":{{count}}}"""));
        bodies.AddRange(Moments.Select(moment => $$"""{"code":"{{_code}}","value":"1","valid_from":{{moment}}}"""));
        bodies.Add($$"""{"code":"{{_code}}","value":"1","value":"2"}""");
        bodies.Add("[" + new string('[', 10_000));
        bodies.Add($$"""{"code":"{{new string('x', 70_000)}}","value":"1"}""");
        var trail = await TrailAsync();
        foreach (var body in bodies)
        {
            if (ContentOf(body, messagePack) is { } content)
            {
                var answer = await Operator.SendAsync(HttpMethod.Post, "/cart-admin/discounts", content);
                Assert.True(
                    answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestEntityTooLarge
                        && answer.MediaType == "application/problem+json", $"{body[..Math.Min(200, body.Length)]}: {answer.Status} {answer.Text}");
            }
        }

        (await Operator.SendAsync("GET", "/cart-admin/discounts/" + _code)).IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        (await Operator.SendAsync("GET", "/cart-admin/discounts/X")).IsProblem(HttpStatusCode.NotFound, "discount_not_found");
        Assert.Equal(trail, await TrailAsync());
    }

    [Fact]
    public async Task Bodies_of_another_type_and_answers_of_another_type_are_refused()
    {
        var text = await Operator.SendAsync(HttpMethod.Post, "/cart-admin/discounts", Shopper.Bytes("code=X"u8.ToArray(), "application/x-www-form-urlencoded"));
        foreach (var charset in (string[])["utf-7", "utf-16", "x", "\"\""])
        {
            var form = await Operator.SendAsync(
                HttpMethod.Post, "/cart-admin/new-discount", Shopper.Bytes("code=X"u8.ToArray(), "application/x-www-form-urlencoded; charset=" + charset));
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.Status);
        }

        var image = await Operator.SendAsync("GET", "/cart-admin/carts", null, ("Accept", "image/png"));

        text.IsProblem(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        image.IsProblem(HttpStatusCode.NotAcceptable, "not_acceptable");
    }

    private async Task<long?> TrailAsync() => (await fixture.Shop.Services.GetRequiredService<IAdminAudit>().ListAsync(
        limit: 1, cancellationToken: TestContext.Current.CancellationToken)).FirstOrDefault()?.Id;

    // What is no JSON has no MessagePack.
    private static HttpContent? ContentOf(string json, bool messagePack)
    {
        if (!messagePack)
        {
            return Shopper.Json(json);
        }

        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Shopper.Bytes(MessagePackSerializer.ConvertFromJson(json), "application/vnd.msgpack");
        }
        catch (Exception fault) when (fault is JsonException or MessagePackSerializationException or OverflowException)
        {
            return null;
        }
    }
}

public sealed class EmbeddedAdminHostileTests(EmbeddedShop shop) : AdminHostileContract(shop), IClassFixture<EmbeddedShop>;

public sealed class ServerAdminHostileTests(ServerShop shop) : AdminHostileContract(shop), IClassFixture<ServerShop>;
