using System.Net;
using System.Text.Json;
using Cart.Testing;

namespace Cart.AspNetCore.Tests;

public sealed class StorefrontTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_shopper_can_look_add_and_check_out()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();

        var products = await shopper.SendAsync(HttpMethod.Get, "/products", null);
        foreach (var product in products.Json.EnumerateArray())
        {
            Assert.Equal(
                ["content_type_id", "object_id", "name", "price", "stock"], product.EnumerateObject().Select(static member => member.Name));
            var added = await shopper.AddAsync(
                $$"""{"content_type_id":{{product.GetProperty("content_type_id")}},"object_id":{{product.GetProperty("object_id").GetRawText()}}}""");
            Assert.Equal(HttpStatusCode.OK, added.Status);
            var item = added.Json.GetProperty("items").EnumerateArray().Last();
            Assert.Equal(
                (product.GetProperty("name").GetString(), product.GetProperty("price").GetString()),
                (item.GetProperty("name").GetString(), item.GetProperty("unit_price").GetString()));
        }

        var total = (await shopper.GetAsync()).Json.GetProperty("total").GetString();
        var placed = await shopper.CheckOutAsync($$"""{"expected_total":"{{total}}"}""");
        var again = await shopper.CheckOutAsync();

        JsonValueKind[] kinds = [.. products.Json.EnumerateArray().Select(static product => product.GetProperty("object_id").ValueKind).Distinct()];
        Assert.Equal([JsonValueKind.Number, JsonValueKind.String], kinds);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (placed.Status, again.Status));
        Assert.Equal((total, placed.Text), (placed.Json.GetProperty("total").GetString(), again.Text));
    }

    [Fact]
    public async Task Every_refusal_has_a_status_that_the_OpenAPI_document_names()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var paths = (await shopper.SendAsync("GET", "/openapi/v1.json")).Json.GetProperty("paths");
        const string Mugs = """{"content_type_id":7,"object_id":42}""";
        (string Method, string Path, string Template, string? Body, (string, string)[] Headers, int Status)[] refused =
        [
            ("POST", "/cart/items", "/cart/items", Mugs, [("Sec-Fetch-Site", "cross-site")], 403),
            ("POST", "/cart/items", "/cart/items", """{"content_type_id":7,"object_id":4711}""", [], 404),
            ("POST", "/cart/items", "/cart/items", Mugs, [("Accept", "image/png")], 406),
            ("POST", "/cart/items", "/cart/items", """{"content_type_id":7,"object_id":44,"quantity":13}""", [], 409),
            ("POST", "/cart/items", "/cart/items", Mugs, [("If-Match", "\"77-j\"")], 412),
            ("POST", "/cart/items", "/cart/items", new string(' ', 100_000) + Mugs, [], 413),
            ("POST", "/cart/items", "/cart/items", """{"content_type_id":7,"object_id":42,"quantity":0}""", [], 422),
            ("PATCH", "/cart/items/7:43", "/cart/items/{key}", """{"delta":1}""", [], 404),
            ("PUT", "/cart/discount", "/cart/discount", """{"code":"NOPE"}""", [], 422),
            ("PUT", "/cart/shipping", "/cart/shipping", """{"id":"by balloon"}""", [], 404),
            ("POST", "/cart/checkout", "/cart/checkout", """{"expected_total":"0.01"}""", [], 409),
            ("GET", "/orders/01a22db8-c288-7540-a1e9-a7567ff5edc6", "/orders/{id}", null, [], 404),
            ("GET", "/cart-admin/discounts/NOPE", "/cart-admin/discounts/{code}", null, [], 404),
            ("POST", "/cart-admin/discounts", "/cart-admin/discounts", """{"code":"WELCOME10","discount_type":"percent","value":"1"}""", [], 409),
            ("POST", "/cart-admin/discounts", "/cart-admin/discounts", """{"code":"NEW","discount_type":"percent","value":"101"}""", [], 422),
        ];

        foreach (var (method, path, template, body, headers, status) in refused)
        {
            var answer = await shopper.SendAsync(method, path, body, headers);
            var named = paths.GetProperty(template).GetProperty(method.ToLowerInvariant()).GetProperty("responses");
            Assert.Equal((path, status), (path, (int)answer.Status));
            Assert.True(named.TryGetProperty($"{status}", out var response), $"{method} {template} does not name {status}.");
            Assert.True(response.GetProperty("content").TryGetProperty("application/problem+json", out _));
        }

        var unread = await shopper.SendAsync(HttpMethod.Put, "/cart/discount", Shopper.Bytes([1], "text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, unread.Status);
        Assert.All(["415", "429"], status => Assert.True(paths.GetProperty("/cart/discount").GetProperty("put").GetProperty("responses").TryGetProperty(status, out _)));
    }

    [Fact]
    public async Task A_cart_and_an_order_survive_a_shop_that_is_killed()
    {
        string cookie, cart, order;
        var ordered = new Shopper(null!);
        await using (var shop = await StorefrontProcess.StartAsync(_directory.Path))
        {
            var first = shop.NewShopper();
            var second = shop.NewShopper();
            await second.AddMugsAsync(2);
            order = (await second.CheckOutAsync()).Text;
            ordered.Cookie = second.Cookie;
            await first.AddMugsAsync(3);
            cart = (await first.GetAsync()).Text;
            cookie = first.Cookie!;
            await shop.KillAsync();
        }

        await using var restarted = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = restarted.NewShopper();
        shopper.Cookie = cookie;
        var buyer = restarted.NewShopper();
        buyer.Cookie = ordered.Cookie;

        Assert.Equal(cart, (await shopper.GetAsync()).Text);
        var repeated = await buyer.CheckOutAsync();
        Assert.Equal((HttpStatusCode.OK, order), (repeated.Status, repeated.Text));
        Assert.Equal(4, (await shopper.AddMugsAsync()).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Fifty_adds_and_thirty_checkouts_at_once_are_fifty_units_in_one_order()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();

        var adds = await Task.WhenAll(Enumerable.Range(0, 49).Select(_ => shopper.AddMugsAsync()));
        var checkouts = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => shopper.CheckOutAsync()));

        Assert.All(adds, static add => Assert.Equal(HttpStatusCode.OK, add.Status));
        Assert.Single(checkouts, static checkout => checkout.Status == HttpStatusCode.Created);
        var order = (await shopper.CheckOutAsync()).Text;
        Assert.Equal(50, JsonDocument.Parse(order).RootElement.GetProperty("items")[0].GetProperty("quantity").GetInt32());
        Assert.All(checkouts, checkout =>
        {
            if (checkout.Status is HttpStatusCode.Conflict)
            {
                checkout.IsProblem(HttpStatusCode.Conflict, "checkout_in_progress");
            }
            else
            {
                Assert.Equal(order, checkout.Text);
            }
        });
    }

    [Fact]
    public async Task A_change_that_expects_an_empty_cart_does_not_reopen_an_ordered_one()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();
        await shopper.AddMugsAsync();
        var first = (await shopper.CheckOutAsync()).Text;

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await shopper.AddMugsAsync(2, ("If-Match", "\"0-j\""))).Status);
        var empty = (await shopper.GetAsync()).Header("ETag")!;
        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(2, ("If-Match", empty))).Status);
        Assert.NotEqual(first, (await shopper.CheckOutAsync()).Text);
    }

    [Fact]
    public async Task The_first_lines_say_where_the_shop_is_and_what_it_runs_on()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var welcome = await shop.NewShopper().SendAsync(HttpMethod.Get, "/", null);

        Assert.StartsWith("info: ", shop.Output, StringComparison.Ordinal);
        Assert.Contains($"embedded, {Path.Combine(_directory.Path, "data")}", shop.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warn: ", shop.Output, StringComparison.Ordinal);
        Assert.InRange(shop.Output.Split('\n').Length, 3, 10);
        Assert.Contains($"{shop.Client.BaseAddress}cart/items", welcome.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Each_store_can_be_a_server_of_its_own(bool redis, bool postgres)
    {
        await using var shop = await StorefrontProcess.StartAsync(
            _directory.Path,
            environment:
            [
                ("ConnectionStrings__Redis", redis ? await RedisServer.ConnectionStringAsync() : null),
                ("Cart__Redis__KeyPrefix", $"shop-{Guid.NewGuid():N}"[..16]),
                ("ConnectionStrings__Postgres", postgres ? await PostgresServer.ConnectionStringAsync() : null),
            ]);
        var shopper = shop.NewShopper();

        await shopper.AddMugsAsync(2);
        var placed = await shopper.CheckOutAsync();
        var again = await shopper.CheckOutAsync();

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, placed.Text), (placed.Status, again.Status, again.Text));
        Assert.Equal((redis, postgres), (shop.Output.Contains("Carts: Redis", StringComparison.Ordinal), shop.Output.Contains("Orders: PostgreSQL", StringComparison.Ordinal)));
        Assert.Equal(!redis, Directory.Exists(Path.Combine(_directory.Path, "data", "carts")));
        Assert.DoesNotContain("Password", shop.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_does_not_exist_is_a_problem_document()
    {
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);
        var shopper = shop.NewShopper();

        var missing = await shopper.SendAsync(HttpMethod.Get, "/nowhere", null);
        var wrong = await shopper.SendAsync(HttpMethod.Get, "/cart/items?content_type_id=7&object_id=42", null);

        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (missing.Status, missing.MediaType));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "application/problem+json"), (wrong.Status, wrong.MediaType));
    }

    [Fact]
    public async Task A_port_in_use_is_said_so()
    {
        using var other = new TemporaryDirectory();
        await using var shop = await StorefrontProcess.StartAsync(_directory.Path);

        var (exitCode, output) = await StorefrontProcess.FailAsync(other.Path, shop.Client.BaseAddress!.ToString());

        Assert.NotEqual(0, exitCode);
        Assert.Contains("address already in use", output, StringComparison.OrdinalIgnoreCase);
    }
}
