using System.Text.Json;
using Cart.Engine;
using Cart.Testing;

namespace Cart.Cli.Tests;

/// <summary>The commands that show carts, orders and discounts, and edit discounts, on a real Redis and a real PostgreSQL.</summary>
public sealed class StoreCommandTests : IAsyncLifetime
{
    private const int Database = 10;

    private OldCarts _carts = null!;
    private StoreServices _shop = null!;
    private string[] _stores = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var postgres = await PostgresServer.ConnectionStringAsync();
        _carts = await OldCarts.CreateAsync(Database);
        _shop = StoreServices.Of(_carts.Now, postgres);
        _stores = ["--redis", _carts.ConnectionString, "--postgres", postgres];
        await CommandLine.RunAsync(["migrate", .. _stores]);
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        await _carts.DisposeAsync();
    }

    [Fact]
    public async Task A_cart_is_shown_with_its_lines_and_is_not_touched()
    {
        var id = await OldCarts.FillAsync(_carts.Now);
        await _carts.Now.ApplyAsync(id, new BindUser("alice"), Cancellation);

        var json = await JsonAsync("carts", "show", $"{id}");
        var text = await RunAsync("carts", "show", $"{id}");

        Assert.Equal(
            ("open", 2, "alice", "USD", 2, "19.98"),
            (json.GetProperty("state").GetString(), json.GetProperty("version").GetInt32(), json.GetProperty("user_id").GetString(),
                json.GetProperty("currency").GetString(), json.GetProperty("count").GetInt32(), json.GetProperty("summary").GetString()));
        Assert.Equal(
            """[{"key":"7:42","quantity":2,"unit_price":"9.99","total_price":"19.98"}]""", json.GetProperty("lines").GetRawText());
        Assert.Contains("state     open, version 2\nuser      alice\n", text.Output, StringComparison.Ordinal);
        Assert.Contains("summary   19.98 USD\n", text.Output, StringComparison.Ordinal);
        Assert.Equal(2, (await _carts.Now.GetAsync(id, Cancellation)).Version);
    }

    [Fact]
    public async Task A_cart_that_became_an_order_names_it_and_the_order_is_shown()
    {
        var (id, order) = await PlaceAsync("bob " + Guid.NewGuid());

        var cart = await JsonAsync("carts", "show", $"{id}");
        var json = await JsonAsync("orders", "show", $"{order.Id}");
        var text = await RunAsync("orders", "show", $"{order.Id}");
        var export = await CommandLine.RunAsync(["export", $"{id}", .. _stores]);

        Assert.Equal(("ordered", $"{order.Id}"), (cart.GetProperty("state").GetString(), cart.GetProperty("order_id").GetString()));
        Assert.Equal(
            ($"{order.Id}", $"{id}", order.UserId, "19.98", 1),
            (json.GetProperty("id").GetString(), json.GetProperty("cart_id").GetString(), json.GetProperty("user_id").GetString(),
                json.GetProperty("total").GetString(), json.GetProperty("lines").GetArrayLength()));
        Assert.Contains("total     19.98 USD\n", text.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.NotFound, ""), (export.ExitCode, export.Output));
        Assert.Contains($"became the order {order.Id}. See: cart orders show {order.Id}", export.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_orders_of_a_user_and_of_everyone_are_listed_page_by_page()
    {
        var user = "carol " + Guid.NewGuid();
        List<string> placed = [];
        for (var i = 0; i < 3; i++)
        {
            placed.Insert(0, $"{(await PlaceAsync(user)).Order.Id}");
        }

        var first = await JsonAsync("orders", "list", "--user", user, "--limit", "2");
        var second = await JsonAsync("orders", "list", "--user", user, "--limit", "2", "--cursor", first.GetProperty("next_cursor").GetString()!);
        var all = await JsonAsync("orders", "list", "--limit", "1000");
        var text = await RunAsync("orders", "list", "--user", user);

        Assert.Equal(placed, IdsOf(first).Concat(IdsOf(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Superset(placed.ToHashSet(), IdsOf(all).ToHashSet());
        Assert.EndsWith("3 order(s)\n", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cart_is_exported_in_the_documented_json_to_the_output_or_a_file()
    {
        using var directory = new TemporaryDirectory();
        var id = await OldCarts.FillAsync(_carts.Now);
        var file = Path.Combine(directory.Path, "cart.json");

        var printed = await RunAsync("export", $"{id}");
        var written = await RunAsync("export", $"{id}", "--output", file);
        var failed = await CommandLine.RunAsync(["export", $"{id}", "--output", Path.Combine(directory.Path, "no-such", "cart.json"), .. _stores]);

        const string Expected = """{"7:42":{"content_type_id":7,"object_id":42,"quantity":2,"unit_price":"9.99","total_price":"19.98"}}""";
        Assert.Equal(Expected + "\n", printed.Output);
        Assert.Equal(("", Expected), (written.Output, await File.ReadAllTextAsync(file, Cancellation)));
        Assert.Equal((ExitCode.Failed, ""), (failed.ExitCode, failed.Output));
        Assert.Contains("the file cannot be written", failed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("carts show 0f1e2d3c4b5a69788796a5b4c3d2e1f0", "There is no cart 0f1e2d3c4b5a69788796a5b4c3d2e1f0 in Redis at")]
    [InlineData("export 0f1e2d3c4b5a69788796a5b4c3d2e1f0", "There is no cart")]
    [InlineData("orders show 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11", "There is no order 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11 in PostgreSQL at")]
    [InlineData("orders list --cursor 0198c9a5-2f6e-7d0c-9d53-7c1c2f6f0a11", "--cursor names no order")]
    [InlineData("discounts show NO-SUCH-CODE", "There is no discount NO-SUCH-CODE in PostgreSQL at")]
    [InlineData("discounts disable NO-SUCH-CODE", "There is no discount NO-SUCH-CODE")]
    [InlineData("discounts update NO-SUCH-CODE --value 1", "There is no discount NO-SUCH-CODE")]
    public async Task What_is_not_there_has_an_exit_code_of_its_own(string commandLine, string message)
    {
        var run = await CommandLine.RunAsync([.. commandLine.Split(' '), .. _stores]);

        Assert.Equal((ExitCode.NotFound, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_discount_is_created_shown_listed_changed_and_disabled()
    {
        var code = "C" + Guid.NewGuid().ToString("N");

        var created = await JsonAsync(
            "discounts", "create", code, "--value", "12.5", "--min-cart-value", "20", "--max-uses", "7", "--max-uses-per-customer", "1", "--valid-until", "2026-12-31T23:59+01:00");
        var updated = await JsonAsync("discounts", "update", code, "--max-uses", "none", "--value", "10", "--valid-until", "none");
        var disabled = await JsonAsync("discounts", "disable", code);
        var shown = await JsonAsync("discounts", "show", code);
        var listed = await JsonAsync("discounts", "list", "--limit", "1000");
        var text = await RunAsync("discounts", "show", code);

        Assert.Equal(
            "{\"code\":\"" + code + "\",\"discount_type\":\"percent\",\"value\":\"12.50\",\"min_cart_value\":\"20.00\",\"max_uses\":7,\"max_uses_per_customer\":1,"
            + "\"current_uses\":0,\"active\":true,\"valid_from\":null,\"valid_until\":\"2026-12-31T22:59:00Z\",\"revision\":0}",
            created.GetRawText());
        Assert.Equal(
            "{\"code\":\"" + code + "\",\"discount_type\":\"percent\",\"value\":\"10.00\",\"min_cart_value\":\"20.00\",\"max_uses\":null,\"max_uses_per_customer\":1,"
            + "\"current_uses\":0,\"active\":true,\"valid_from\":null,\"valid_until\":null,\"revision\":2}",
            updated.GetRawText());
        Assert.False(disabled.GetProperty("active").GetBoolean());
        Assert.Equal(disabled.GetRawText(), shown.GetRawText());
        Assert.Contains(listed.GetProperty("discounts").EnumerateArray(), discount => discount.GetProperty("code").GetString() == code);
        Assert.Contains("active        no\n", text.Output, StringComparison.Ordinal);
        Assert.False((await _shop.Discounts.FindAsync(DiscountCode.Parse(code), Cancellation))!.IsActive);
    }

    [Theory]
    [InlineData("--value 101", "value: Percentage discounts cannot exceed 100%")]
    [InlineData("--value -1", "value: Ensure this value is greater than or equal to 0.00.")]
    [InlineData("--value 1.234", "value: Ensure that there are no more than 2 decimal places.")]
    [InlineData("--value ten", "value: 'ten' cannot be read. Enter a number, such as 9.99.")]
    [InlineData("--value 1 --type half", "discount_type: Value 'half' is not a valid choice.")]
    [InlineData("--value 1 --max-uses 1.5", "max_uses: '1.5' cannot be read.")]
    [InlineData("--value 1 --max-uses-per-customer 0", "max_uses_per_customer: Ensure this value is between 1 and 1000.")]
    [InlineData("--value 1 --valid-from 2026-02-01 --valid-until 2026-01-01", "valid_until: valid_until must be the same as or later than valid_from.")]
    [InlineData("--value 1 --valid-until 31/12", "valid_until: '31/12' cannot be read.")]
    public async Task A_definition_that_is_not_valid_is_refused_by_its_fields_and_nothing_is_stored(string options, string message)
    {
        var code = "X" + Guid.NewGuid().ToString("N");

        var run = await CommandLine.RunAsync(["discounts", "create", code, .. options.Split(' '), .. _stores]);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
        Assert.Null(await _shop.Discounts.FindAsync(DiscountCode.Parse(code), Cancellation));
    }

    [Fact]
    public async Task A_discount_is_deleted_and_its_second_deletion_finds_none()
    {
        var code = "G" + Guid.NewGuid().ToString("N");
        await RunAsync("discounts", "create", code, "--value", "5");

        var deleted = await JsonAsync("discounts", "delete", code);
        var again = await CommandLine.RunAsync(["discounts", "delete", code, .. _stores]);

        Assert.Equal("{\"code\":\"" + code + "\",\"deleted\":true}", deleted.GetRawText());
        Assert.Equal(ExitCode.NotFound, again.ExitCode);
        Assert.Null(await _shop.Discounts.FindAsync(DiscountCode.Parse(code), Cancellation));
    }

    [Fact]
    public async Task Carts_are_listed_page_by_page_under_the_prefix_of_the_shop()
    {
        var id = await OldCarts.FillAsync(_carts.Now);
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await JsonAsync(["carts", "list", "--limit", "1000", .. cursor is null ? (string[])[] : ["--cursor", cursor]]);
            seen.AddRange(page.GetProperty("carts").EnumerateArray().Select(static cart => cart.GetProperty("id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);
        var other = await JsonAsync("carts", "list", "--prefix", "another");
        var shown = await CommandLine.RunAsync(["carts", "show", $"{id}", "--prefix", "another", .. _stores]);
        var text = await RunAsync("carts", "list", "--limit", "1000");

        Assert.Contains(id.ToString(), seen);
        Assert.Equal(0, other.GetProperty("carts").GetArrayLength());
        Assert.Equal(ExitCode.NotFound, shown.ExitCode);
        Assert.Contains($"{id}  ", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_are_exported_as_json_lines_and_as_csv_without_formulas()
    {
        var user = "=cmd|' /C calc'!A0" + Guid.NewGuid();
        var (_, order) = await PlaceAsync(user);
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "orders.csv");

        var lines = await RunAsync("orders", "export", "--user", user);
        var csv = await RunAsync("orders", "export", "--user", user, "--format", "csv");
        var written = await RunAsync("orders", "export", "--user", user, "--format", "csv", "--output", file);

        var json = JsonDocument.Parse(lines.Output).RootElement;
        Assert.Equal((order.Id.ToString(), user), (json.GetProperty("id").GetString(), json.GetProperty("user_id").GetString()));
        Assert.Equal(JsonValueKind.String, json.GetProperty("total").ValueKind);
        var rows = csv.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + order.Lines.Length, rows.Length);
        Assert.StartsWith("order_id,placed_at,user_id,currency,product,name,quantity,unit_price", rows[0], StringComparison.Ordinal);
        Assert.StartsWith($"{order.Id},", rows[1], StringComparison.Ordinal);
        Assert.Contains($",\"'{user}\",USD,", rows[1], StringComparison.Ordinal);
        Assert.Equal(("", csv.Output), (written.Output, await File.ReadAllTextAsync(file, Cancellation)));
    }

    [Fact]
    public async Task Connection_strings_are_read_from_files()
    {
        using var directory = new TemporaryDirectory();
        var (redis, postgres) = (Path.Combine(directory.Path, "redis"), Path.Combine(directory.Path, "postgres"));
        await File.WriteAllTextAsync(redis, _stores[1] + "\n", Cancellation);
        await File.WriteAllTextAsync(postgres, _stores[3] + "\n", Cancellation);
        var id = await OldCarts.FillAsync(_carts.Now);

        var run = await CommandLine.RunAsync("carts", "show", $"{id}", "--redis-file", redis, "--postgres-file", postgres);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_code_that_exists_is_refused_and_stays_as_it_is()
    {
        var code = "D" + Guid.NewGuid().ToString("N");
        await RunAsync("discounts", "create", code, "--value", "5");

        var run = await CommandLine.RunAsync(["discounts", "create", code, "--value", "6", .. _stores]);

        Assert.Equal((ExitCode.BadInput, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"code: {CartErrors.DiscountExists.Message} {CartErrors.DiscountExists.Fields[0].Message}", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, (await _shop.Discounts.FindAsync(DiscountCode.Parse(code), Cancellation))!.Value);
    }

    [Fact]
    public async Task A_new_discount_is_listed_by_the_embedded_database_too_which_needs_no_server_of_carts()
    {
        using var directory = new TemporaryDirectory();

        await CommandLine.RunAsync("discounts", "create", "SUMMER", "--value", "25", "--data", directory.Path);
        var run = await CommandLine.RunAsync("discounts", "list", "--data", directory.Path);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Matches("^SUMMER +25.00 %  0 of any number used  active\n1 discount", run.Output);
        Assert.False(Directory.Exists(Path.Combine(directory.Path, "carts")));
    }

    private static IEnumerable<string> IdsOf(JsonElement page) => page.GetProperty("orders").EnumerateArray().Select(static order => order.GetProperty("id").GetString()!);

    private async Task<(CartId Cart, Order Order)> PlaceAsync(string user)
    {
        var id = await OldCarts.FillAsync(_carts.Now);
        await _carts.Now.ApplyAsync(id, new BindUser(user), Cancellation);
        return (id, (await _shop.Engine.CheckoutAsync(id, cancellationToken: Cancellation)).Order!);
    }

    private async Task<CommandLine> RunAsync(params string[] arguments)
    {
        var run = await CommandLine.RunAsync([.. arguments, .. _stores]);
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        return run;
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments) =>
        JsonDocument.Parse((await RunAsync([.. arguments, "--json"])).Output).RootElement;
}
