using System.Text;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Data.Sqlite;

namespace Cart.Embedded.Tests;

public sealed class OrderFileTests : IDisposable
{
    private readonly OrderFile _file = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_id_of_a_file_stays_and_another_file_has_another_one()
    {
        using var other = new SqliteOrderStore(_file.Path + ".other", TimeProvider.System);
        var id = await IdentityOf(_file.Store);

        Assert.NotNull(id);
        Assert.Equal(id, await IdentityOf(_file.Store));
        Assert.NotEqual(id, await IdentityOf(other));

        static ValueTask<Guid?> IdentityOf(SqliteOrderStore store) => ((IOrderStoreIdentity)store).ReadIdentityAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Orders_are_still_there_when_the_file_is_opened_again()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        await _file.Store.PlaceAsync(draft, Token);
        _file.Store.Dispose();

        using var again = new SqliteOrderStore(_file.Path, TimeProvider.System);

        Assert.Equal(draft.Cart.Lines.AsEnumerable(), (await again.GetAsync(draft.Id, Token))!.Lines);
        Assert.Equal(new Placement.AlreadyPlaced(draft.Id), await again.PlaceAsync(OrderDrafts.Of(draft.Cart with { Fence = 2 }), Token));
    }

    [Fact]
    public async Task Eight_starters_at_once_share_the_file_and_apply_each_script_once()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => new SqliteOrderStore(_file.Path, TimeProvider.System)).ToArray();
        var cart = OrderDrafts.Cart();

        var answers = await Task.WhenAll(stores.Select((store, index) =>
            Task.Run(async () => await store.PlaceAsync(OrderDrafts.Of(cart with { Fence = index + 1 }), Token))));

        Assert.Single(answers.OfType<Placement.Placed>());
        Assert.Equal(7, answers.OfType<Placement.AlreadyPlaced>().Count());
        Assert.Equal(ScriptCount, Query("SELECT count(*) FROM schema_versions"));
        Assert.Equal(1L, Query("SELECT count(*) FROM orders"));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task A_file_of_the_first_release_keeps_its_orders_and_learns_discounts()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        Query(File.ReadAllText(Path.Combine(SourceTree.Root, "src/Cart.Embedded/Schema/0001_orders.sql")));
        Query("CREATE TABLE schema_versions (SchemaVersionID INTEGER PRIMARY KEY AUTOINCREMENT, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)");
        Query("INSERT INTO schema_versions (ScriptName, Applied) VALUES ('Cart.Embedded.Schema.0001_orders.sql', '2026-01-01')");
        var (order, cart) = (OrderId.New(TimeProvider.System), CartId.New());
        Query($"INSERT INTO checkouts VALUES ('{cart}', 1, '{order}')");
        Query($$"""
            INSERT INTO orders VALUES ('{{order}}', '{{cart}}', 'alice', 'USD', '20.00', NULL, '0.00', '0.00', '0.00', '20.00', 1, 1,
                '2026-01-01T00:00:00.0000000Z', '{}')
            """);
        Query($"INSERT INTO order_lines VALUES ('{order}', 1, 7, '42', 2, '10.00', '20.00')");

        var kept = await _file.Store.GetAsync(order, Token);

        Assert.Equal([new CartLine(new ProductKey(7, 42), 2, 10m)], kept!.Lines);
        Assert.Same(OrderDetails.None, kept.Details);
        Assert.Null(kept.Operation);
        Assert.Equal([order], (await _file.Store.ListByUserAsync("alice", cancellationToken: Token)).Select(listed => listed.Id));
        Assert.Equal("ok", Query("PRAGMA integrity_check"));
        Assert.Null(Query("PRAGMA foreign_key_check"));
        Assert.IsType<Placement.Placed>(await _file.Store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
    }

    [Theory]
    [InlineData(0, CheckLevel.Warn)]
    [InlineData(5, CheckLevel.Warn)]
    [InlineData(998, CheckLevel.Refuse)]
    public async Task A_program_that_is_older_than_its_file_is_warned_or_refused(int oldest, CheckLevel level)
    {
        await _file.Store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token);
        Query($"INSERT INTO schema_versions (ScriptName, Applied) VALUES ('Cart.Embedded.Schema.0999_future.sql', '2030-01-01'); PRAGMA user_version = {oldest}");
        using var again = new SqliteOrderStore(_file.Path, TimeProvider.System);

        var finding = Assert.Single(await new OrderFileCheck(_file.Path).CheckAsync(new CheckContext(CheckMoment.Start, Production: true), Token));
        var use = await Record.ExceptionAsync(async () => await again.GetAsync(OrderId.New(TimeProvider.System), Token));

        Assert.Equal(level, finding.Level);
        Assert.Contains($"0999_future.sql, and this program knows scripts up to {SqliteMigrations.Newest}", finding.Found, StringComparison.Ordinal);
        Assert.Equal(level is CheckLevel.Refuse, use is InvalidOperationException);
    }

    [Fact]
    public async Task A_file_that_no_newer_program_used_or_that_is_missing_is_well()
    {
        Assert.Empty(await new OrderFileCheck(_file.Path).CheckAsync(new CheckContext(CheckMoment.Start, Production: true), Token));
        await _file.Store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token);

        var finding = Assert.Single(await new OrderFileCheck(_file.Path).CheckAsync(new CheckContext(CheckMoment.Start, Production: true), Token));

        Assert.Equal(CheckLevel.Ok, finding.Level);
    }

    [Fact]
    public async Task A_script_that_fails_is_named_and_leaves_nothing_behind()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        Query("CREATE TABLE order_lines (mine INTEGER)");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(async () => await _file.Store.SettleAsync(CartId.New(), 1, Token));

        Assert.Contains("0001_orders.sql", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1L, Query("SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    }

    [Fact]
    public async Task The_file_is_in_write_ahead_mode_and_holds_the_documented_json_and_exact_text()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 1, 148120.1m)));
        await _file.Store.PlaceAsync(draft, Token);

        Assert.Equal("wal", Query("PRAGMA journal_mode"));
        Assert.Equal(Encoding.UTF8.GetString(CartJson.Write(draft.Cart)), Query("SELECT document FROM orders"));
        Assert.Equal("148120.10 0.00 148120.10", Query("SELECT summary || ' ' || tax || ' ' || total FROM orders"));
        Assert.Equal("148120.10 148120.10", Query("SELECT unit_price || ' ' || total_price FROM order_lines"));
    }

    [Theory]
    [InlineData("orders SET total = '10.01'")]
    [InlineData("orders SET tax = '1.00'")]
    [InlineData("orders SET discount_amount = '10.01', tax = '0.01', total = '0.00'")]
    [InlineData("orders SET summary = '-1.00'")]
    [InlineData("orders SET summary = 'x'")]
    [InlineData("orders SET shipping = ''")]
    [InlineData("orders SET currency = 'usd'")]
    [InlineData("orders SET cart_version = 0")]
    [InlineData("orders SET fence = 0")]
    [InlineData("orders SET fence = 'x'")]
    [InlineData("orders SET placed_at = 'yesterday'")]
    [InlineData("orders SET document = '[]'")]
    [InlineData("orders SET details = '[]'")]
    [InlineData("orders SET operation_key = NULL, operation_content = 'c'")]
    [InlineData("order_lines SET line_no = 0")]
    [InlineData("order_lines SET content_type_id = 0")]
    [InlineData("order_lines SET object_id = ''")]
    [InlineData("order_lines SET quantity = 0, total_price = '0.00'")]
    [InlineData("order_lines SET quantity = 2147483648, total_price = '10737418240.00'")]
    [InlineData("order_lines SET quantity = '-1', total_price = '0.00'")]
    [InlineData("order_lines SET quantity = '2.0001', total_price = '10.00'")]
    [InlineData("order_lines SET quantity = '2.', total_price = '10.00'")]
    [InlineData("order_lines SET quantity = '0.333', unit_price = '2.99', total_price = '0.98'")]
    [InlineData("order_lines SET quantity = '0.333', unit_price = '2.99', total_price = '1.01'")]
    [InlineData("order_lines SET line_key = ''")]
    [InlineData("order_lines SET data = '[]'")]
    [InlineData("orders SET adjustments = '1.00'")]
    [InlineData("orders SET adjustments = 'x'")]
    [InlineData("order_lines SET quantity = 3")]
    [InlineData("order_lines SET unit_price = '5.01'")]
    [InlineData("order_lines SET unit_price = '-5.00', total_price = '-10.00'")]
    [InlineData("order_lines SET order_id = 'none'")]
    [InlineData("checkouts SET fence = 0")]
    public async Task A_row_that_breaks_a_rule_is_refused(string update)
    {
        await _file.Store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 5m))), Token);

        var refusal = Assert.Throws<SqliteException>(() => Query("UPDATE " + update));

        Assert.Equal(19, refusal.SqliteErrorCode);
    }

    [Theory]
    [InlineData("orders SET adjustments = '2.50', total = '12.50'")]
    [InlineData("orders SET tax = '1.60', adjustments = '-1.60'")]
    [InlineData("orders SET adjustments = '-10.01', total = '0.00'")]
    [InlineData("order_lines SET quantity = '0.333', unit_price = '2.99', total_price = '1.00'")]
    [InlineData("order_lines SET quantity = '0.333', unit_price = '2.99', total_price = '0.99'")]
    [InlineData("order_lines SET quantity = '1.5', unit_price = '333', total_price = '500'")]
    [InlineData("order_lines SET line_key = '7:42#k3Jd', data = '{}'")]
    public async Task Fractions_adjustments_and_data_of_lines_have_room(string update)
    {
        await _file.Store.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 5m))), Token);

        Query("UPDATE " + update);
    }

    [Fact]
    public async Task An_order_may_use_several_codes_each_once_and_gives_all_back()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        await _file.Store.PlaceAsync(draft, Token);
        foreach (var code in (string[])["ONE", "TWO"])
        {
            await _file.Discounts.CreateAsync(new Discount { Code = DiscountCode.Parse(code), Value = 1, Granted = 1 }, Token);
        }

        var use = $"INSERT INTO discount_redemptions (discount_id, order_id, amount) SELECT id, '{draft.Id}', '1.00' FROM discounts";
        Query(use);

        Assert.Equal(19, Assert.Throws<SqliteException>(() => Query(use)).SqliteErrorCode);
        Assert.NotNull(await _file.Store.ReturnDiscountAsync(draft.Id, Token));
        Assert.Null(await _file.Store.ReturnDiscountAsync(draft.Id, Token));
        Assert.All(await _file.Discounts.ListAsync(cancellationToken: Token), static discount => Assert.Equal(0, discount.CurrentUses));
    }

    [Fact]
    public async Task A_program_of_the_release_before_goes_on_through_the_migration()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file.Path)!);
        Query("CREATE TABLE schema_versions (SchemaVersionID INTEGER PRIMARY KEY AUTOINCREMENT, ScriptName TEXT NOT NULL, Applied DATETIME NOT NULL)");
        foreach (var script in Directory.GetFiles(Path.Combine(SourceTree.Root, "src/Cart.Embedded/Schema")).Order(StringComparer.Ordinal).Take(8))
        {
            Query(File.ReadAllText(script));
            Query($"INSERT INTO schema_versions (ScriptName, Applied) VALUES ('Cart.Embedded.Schema.{Path.GetFileName(script)}', '2026-01-01')");
        }

        Query("INSERT INTO discounts (key, code, type, value, min_cart_value, is_active, granted) VALUES ('TEN', 'Ten', 'fixed', '10.00', '0.00', 1, 2)");
        var (before, after) = (OrderId.New(TimeProvider.System), OrderId.New(TimeProvider.System));
        PlaceAsBefore(before);

        Assert.NotNull(await _file.Store.GetAsync(before, Token));
        PlaceAsBefore(after);

        foreach (var id in (OrderId[])[before, after])
        {
            var placed = await _file.Store.GetAsync(id, Token);
            Assert.Equal([new CartLine(new ProductKey(7, 42), 2, 10m)], placed!.Lines);
            Assert.Equal(OrderDrafts.Totals(Currency.Usd, 20m, 10m, 1.25m, code: "Ten"), placed.Totals);
            Assert.Equal(("Ten", new CheckoutOperation("key", "content")), (placed.DiscountCodes.FirstOrDefault(), placed.Operation));
            Assert.NotNull(await _file.Store.FindByOperationAsync("later", "alice", [], Token));
            Assert.NotNull(await _file.Store.ReturnDiscountAsync(id, Token));
        }

        Assert.Equal(2L, ReadQuantityAsBefore(before));
        Assert.Equal(2, (await _file.Store.MeasureAsync(Token)).Pending);
        Assert.Equal("ok", Query("PRAGMA integrity_check"));
        Assert.Null(Query("PRAGMA foreign_key_check"));
    }

    [Fact]
    public async Task A_writer_that_holds_the_file_makes_the_store_wait()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        await _file.Store.SettleAsync(CartId.New(), 1, Token);
        using var other = Open();
        var held = other.BeginTransaction(deferred: false);

        var placing = _file.Store.PlaceAsync(draft, Token).AsTask();
        Assert.Null(await _file.Store.GetAsync(draft.Id, Token));
        Assert.False(placing.IsCompleted);
        await held.RollbackAsync(Token);

        Assert.IsType<Placement.Placed>(await placing);
    }

    [Fact]
    public async Task A_file_that_stays_busy_is_reported_with_nothing_changed()
    {
        var draft = OrderDrafts.Of(OrderDrafts.Cart());
        await _file.Store.SettleAsync(CartId.New(), 1, Token);
        using var other = Open();
        await using (other.BeginTransaction(deferred: false))
        {
            var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await _file.Store.PlaceAsync(draft, Token));

            Assert.False(fault.OutcomeUnknown);
        }

        Assert.IsType<Placement.Placed>(await _file.Store.PlaceAsync(draft, Token));
    }

    [Fact]
    public async Task A_path_that_cannot_be_a_file_is_reported_with_a_hint()
    {
        Directory.CreateDirectory(_file.Path);

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(async () => await _file.Store.GetAsync(OrderId.New(TimeProvider.System), Token));

        Assert.Contains(_file.Path, fault.Message, StringComparison.Ordinal);
        Assert.False(fault.OutcomeUnknown);
    }

    [Fact]
    public async Task A_broken_rule_is_a_bug_and_leaves_nothing_behind()
    {
        var cart = OrderDrafts.Cart() with { Version = 0 };
        var draft = OrderDrafts.Of(cart);

        await Assert.ThrowsAsync<SqliteException>(async () => await _file.Store.PlaceAsync(draft, Token));

        Assert.Null(await _file.Store.SettleAsync(cart.Id, cart.Fence, Token));
        Assert.Equal(0L, Query("SELECT count(*) FROM orders"));
    }

    public void Dispose() => _file.Dispose();

    // What a program of the release before writes, with whole numbers as such, and how it reads them.
    private void PlaceAsBefore(OrderId order)
    {
        var cart = CartId.New();
        Query($$"""
            INSERT INTO checkouts (cart_id, fence, order_id) VALUES ('{{cart}}', 1, '{{order}}');
            INSERT INTO orders (id, cart_id, user_id, currency, summary, discount_code, discount_amount, tax, shipping, total,
                cart_version, fence, placed_at, document, details, operation_key, operation_content, later_keys)
            VALUES ('{{order}}', '{{cart}}', 'alice', 'USD', '20.00', 'Ten', '10.00', '1.25', '0.00', '11.25',
                3, 1, '2026-01-01T00:00:00.0000000Z', '{}', '{}', 'key', 'content', 'later ');
            INSERT INTO order_lines (order_id, line_no, content_type_id, object_id, quantity, unit_price, total_price)
            VALUES ('{{order}}', 1, 7, '42', 2, '10.00', '20.00');
            INSERT INTO discount_redemptions (discount_id, order_id, amount, customer) SELECT id, '{{order}}', '10.00', 'alice' FROM discounts;
            INSERT INTO outbox (order_id, created_at, due_at) VALUES ('{{order}}', '2026-01-01T00:00:00.0000000Z', '2026-01-01T00:00:15.0000000Z');
            """);
    }

    private long ReadQuantityAsBefore(OrderId order)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT quantity FROM order_lines WHERE order_id = '{order}'";
        using var reader = command.ExecuteReader();
        reader.Read();
        return reader.GetInt32(0);
    }

    private object? Query(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _file.Path, ForeignKeys = true, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static object ScriptCount =>
        typeof(SqliteOrderStore).Assembly.GetManifestResourceNames().LongCount(static name => name.EndsWith(".sql", StringComparison.Ordinal));
}
