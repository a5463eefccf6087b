using System.Net;
using System.Text;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

namespace Cart.AspNetCore.Tests;

/// <summary>Hostile input in both formats, on real servers whose whole content is compared before and after.</summary>
public sealed class HostileInputTests : IAsyncLifetime
{
    // A database of Redis that nothing else uses while this class runs.
    private const int Database = 11;

    private readonly string _schema = "t_" + Guid.NewGuid().ToString("N");
    private TestShop _shop = null!;
    private Shopper _shopper = null!;
    private IConnectionMultiplexer _redis = null!;
    private NpgsqlDataSource _postgres = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (redis, postgres) = (await RedisServer.ConnectionStringAsync(), await PostgresServer.ConnectionStringAsync());
        _redis = await ConnectionMultiplexer.ConnectAsync(redis + ",allowAdmin=true");
        await _redis.GetServers()[0].FlushDatabaseAsync(Database);
        _postgres = NpgsqlDataSource.Create(postgres);
        _shop = await TestShop.StartAsync(cart => cart
            .UseRedis($"{redis},defaultDatabase={Database}")
            .UsePostgres(postgres, options => options.Schema = _schema), options: static cart => cart.MaxDiscountGuesses = 10_000);
        _shopper = _shop.NewShopper();
        await _shopper.AddMugsAsync(2);

        // The first return of a guest prolongs the life of its cart.
        await _shopper.GetAsync();
        await _shop.Services.GetRequiredService<IDiscountStore>().CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Value = 10 }, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await using (var drop = _postgres.CreateCommand($"""DROP SCHEMA "{_schema}" CASCADE"""))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await _postgres.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_hostile_body_is_refused_by_name_and_changes_nothing(bool messagePack)
    {
        var before = await ContentAsync();
        var refused = 0;
        foreach (var (method, path, json) in HostileRequests.Bodies())
        {
            var body = messagePack ? ToMessagePack(json) : Shopper.Json(json);
            if (body is not null)
            {
                var answer = await _shopper.SendAsync(new HttpMethod(method), path, body);
                IsRefusal(answer, $"{method} {path} {json[..Math.Min(json.Length, 200)]}");
                refused++;
            }
        }

        Assert.True(refused > 200, $"Only {refused} requests were sent.");
        Assert.Equal(before, await ContentAsync());
        Assert.Equal(HttpStatusCode.OK, (await _shopper.AddMugsAsync()).Status);
    }

    [Fact]
    public async Task Every_hostile_MessagePack_is_refused_by_name_and_changes_nothing()
    {
        var before = await ContentAsync();
        foreach (var bytes in HostileRequests.RawMessagePack())
        {
            foreach (var (method, path) in new[] { ("POST", "/cart/items"), ("PUT", "/cart/import"), ("PUT", "/cart/discount") })
            {
                var answer = await _shopper.SendAsync(new HttpMethod(method), path, Shopper.Bytes(bytes, "application/msgpack"));
                IsRefusal(answer, $"{method} {path} {Convert.ToHexString(bytes[..Math.Min(bytes.Length, 60)])}");
            }
        }

        Assert.Equal(before, await ContentAsync());
    }

    [Theory]
    [InlineData("PUT", "/cart/discount", "code")]
    [InlineData("PUT", "/cart/shipping", "id")]
    public async Task Bytes_that_are_no_text_are_not_mended_into_one(string method, string path, string member)
    {
        byte[] body = [0x81, (byte)(0xa0 + member.Length), .. Encoding.ASCII.GetBytes(member), 0xa4, (byte)'T', 0xc3, 0x28, (byte)'N'];

        var answer = await _shopper.SendAsync(new HttpMethod(method), path, Shopper.Bytes(body, "application/msgpack"));

        answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request");
    }

    [Theory]
    [InlineData("7:")]
    [InlineData(":42")]
    [InlineData("7")]
    [InlineData("07:42")]
    [InlineData("0:42")]
    [InlineData("-7:42")]
    [InlineData("%2B7:42")]
    [InlineData("2147483648:42")]
    [InlineData("7:a%3Ab")]
    [InlineData("7:a%0D%0Ab")]
    [InlineData("7:Gr%C3%BC%C3%9Fe")]
    [InlineData("7:%FF%FE")]
    [InlineData("7:%ED%A0%80")]
    [InlineData("7:42:1")]
    [InlineData("%20%207:42")]
    public async Task A_path_that_names_no_product_is_refused(string key)
    {
        var before = await ContentAsync();

        Answer[] answers =
        [
            await _shopper.SendAsync("PUT", "/cart/items/" + key, """{"quantity":1}"""),
            await _shopper.SendAsync("PATCH", "/cart/items/" + key, """{"delta":1}"""),
            await _shopper.SendAsync("DELETE", "/cart/items/" + key),
        ];

        Assert.All(answers, static answer => answer.IsProblem(HttpStatusCode.BadRequest, "malformed_request"));
        Assert.Equal(before, await ContentAsync());
    }

    [Theory]
    [InlineData("a/b", "7:a%2Fb")]
    [InlineData("a%2Fb", "7:a%252Fb")]
    [InlineData("100%", "7:100%25")]
    [InlineData("a b+c", "7:a%20b+c")]
    [InlineData("?#&;=", "7:%3F%23&;=")]
    [InlineData("..", "7:..")]
    public async Task Every_id_that_a_product_can_have_can_stand_in_a_path(string id, string key)
    {
        await _shop.Carts.ApplyAsync(_shop.CartOf(_shopper)!.Value, new AddLines(new ProductKey(7, id), 5, 1m), Cancellation);

        var set = await _shopper.SendAsync("PUT", "/cart/items/" + key, """{"quantity":3}""");
        var removed = await _shopper.SendAsync("DELETE", "/cart/items/" + key);

        Assert.Equal((HttpStatusCode.OK, 5), (set.Status, set.Json.GetProperty("count").GetInt32()));
        Assert.Equal((HttpStatusCode.OK, 2), (removed.Status, removed.Json.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task A_body_above_the_limit_of_its_endpoint_is_refused()
    {
        var before = await ContentAsync();
        var big = $$$"""{"7:42":{"content_type_id":7,"object_id":42,"quantity":1,"note":"{{{new string('x', 1024 * 1024)}}}"}}""";

        var import = await _shopper.SendAsync("PUT", "/cart/import", big);
        var code = await _shopper.SendAsync("PUT", "/cart/discount", $$"""{"code":"{{new string('x', 65 * 1024)}}"}""");
        var add = await _shopper.SendAsync(HttpMethod.Post, "/cart/items", Shopper.Bytes(new byte[10_000_000], "application/vnd.msgpack"));

        Assert.All([import, code, add], static answer => answer.IsProblem(HttpStatusCode.RequestEntityTooLarge, "request_too_large"));
        Assert.Equal(before, await ContentAsync());
    }

    [Theory]
    [InlineData("Idempotency-Key", "")]
    [InlineData("Idempotency-Key", "gr\u00fc\u00dfe")]
    [InlineData("Idempotency-Key", "256")]
    public async Task A_key_that_is_none_is_refused(string header, string value)
    {
        var before = await ContentAsync();
        var text = value == "256" ? new string('k', 256) : value;

        foreach (var mutation in Mutation.All)
        {
            (await mutation.SendAsync(_shopper, (header, text))).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        }

        (await _shopper.CheckOutAsync(null, (header, text))).IsProblem(HttpStatusCode.BadRequest, "malformed_request");
        Assert.Equal(before, await ContentAsync());
    }

    [Theory]
    [InlineData("TRACE", "/cart")]
    [InlineData("PUT", "/cart")]
    [InlineData("POST", "/cart/discount")]
    [InlineData("GET", "/cart/checkout")]
    [InlineData("GET", "/cart/items?content_type_id=7&object_id=42")]
    [InlineData("DELETE", "/orders")]
    public async Task A_method_that_an_endpoint_does_not_have_does_nothing(string method, string path)
    {
        var before = await ContentAsync();

        var answer = await _shopper.SendAsync(method, path, null, ("X-HTTP-Method-Override", "POST"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal(before, await ContentAsync());
    }

    private static void IsRefusal(Answer answer, string request)
    {
        Assert.True((int)answer.Status is >= 400 and < 500, $"{(int)answer.Status} for {request}");
        Assert.True(answer.MediaType == "application/problem+json", $"{answer.MediaType} for {request}");
        Assert.False(string.IsNullOrEmpty(answer.Code));
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
    }

    private static ByteArrayContent? ToMessagePack(string json)
    {
        // The library of the tests has no limit of depth.
        if (json.Length > 50_000)
        {
            return null;
        }

        // It also has none of the stack, so that it gets a thread with room for the deepest of the bodies.
        ByteArrayContent? content = null;
        var converting = new Thread(() => content = HostileRequests.Packed(json), maxStackSize: 64 * 1024 * 1024);
        converting.Start();
        converting.Join();
        return content;
    }

    // All keys with their content and expiry, and all rows of all tables.
    private async Task<string> ContentAsync()
    {
        var lines = new List<string>();
        var database = _redis.GetDatabase(Database);
        await foreach (var key in _redis.GetServers()[0].KeysAsync(Database))
        {
            lines.Add($"{key} {Convert.ToHexString((await database.KeyDumpAsync(key))!)} {await database.KeyExpireTimeAsync(key)}");
        }

        lines.Sort(StringComparer.Ordinal);
        await using var tables = _postgres.CreateCommand(
            $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{_schema}' AND table_type = 'BASE TABLE' ORDER BY 1");
        var names = new List<string>();
        await using (var reader = await tables.ExecuteReaderAsync(Cancellation))
        {
            while (await reader.ReadAsync(Cancellation))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            await using var rows = _postgres.CreateCommand($"""SELECT count(*)::text || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM "{_schema}"."{name}" t""");
            lines.Add($"{name} {await rows.ExecuteScalarAsync(Cancellation)}");
        }

        Assert.True(lines.Count > 4, "The content of the stores was not found.");
        return string.Join('\n', lines);
    }
}
