using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cart.Persistence.Tests;

public sealed class MigrationTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_starters_at_once_apply_each_script_once()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        try
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => postgres.Migrations(schema).ApplyAsync(Token))));

            Assert.Equal(ScriptCount, await postgres.QueryAsync<long>($"SELECT count(*) FROM {schema}.schema_versions"));
            Assert.Equal(9, await postgres.QueryAsync<long>($"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}'"));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task Applying_twice_changes_nothing()
    {
        var before = await postgres.QueryAsync<DateTime>($"SELECT max(applied) FROM {postgres.Schema}.schema_versions");

        await postgres.Migrations(postgres.Schema).ApplyAsync(Token);

        Assert.Equal(before, await postgres.QueryAsync<DateTime>($"SELECT max(applied) FROM {postgres.Schema}.schema_versions"));
        Assert.Equal(ScriptCount, await postgres.QueryAsync<long>($"SELECT count(*) FROM {postgres.Schema}.schema_versions"));
    }

    [Fact]
    public async Task A_schema_of_the_first_release_keeps_its_orders_and_learns_discounts()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        var draft = OrderDrafts.Of(OrderDrafts.Cart(Currency.Usd, new CartLine(new ProductKey(7, 42), 2, 10m)) with { UserId = "alice" });
        try
        {
            await CreateFirstReleaseAsync(schema, draft);

            await postgres.Migrations(schema).ApplyAsync(Token);

            Assert.Equal(ScriptCount, await postgres.QueryAsync<long>($"SELECT count(*) FROM {schema}.schema_versions"));
            using var store = postgres.StoreIn(schema);
            var kept = await store.GetAsync(draft.Id, Token);
            Assert.Equal(draft.Cart.Lines.AsEnumerable(), kept!.Lines);
            Assert.Equal(draft.Totals, kept.Totals);
            Assert.Same(OrderDetails.None, kept.Details);
            Assert.Null(kept.Operation);
            Assert.Equal([draft.Id], (await store.ListByUserAsync("alice", cancellationToken: Token)).Select(order => order.Id));
            Assert.Equal(new Placement.AlreadyPlaced(draft.Id), await store.PlaceAsync(OrderDrafts.Of(draft.Cart with { Fence = 2 }), Token));

            var next = OrderDrafts.Of(OrderDrafts.Cart());
            Assert.Equal(
                new Placement.DiscountRefused(CartErrors.DiscountNotFound),
                await store.PlaceAsync(next with { Discounts = [DiscountCode.Parse("NEW")] }, Token));
            Assert.IsType<Placement.Placed>(await store.PlaceAsync(next, Token));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task Codes_that_were_stored_with_invisible_characters_are_found_without_them()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        try
        {
            await postgres.Migrations(schema).ApplyAsync(Token);
            foreach (var key in (string[])["JUNE10\u200B", "\uFEFFMAY", "TAKEN", "TAKEN\u200B", "TWIN\u200B", "TWIN\u00AD", "\u200B"])
            {
                await postgres.ExecuteAsync($"""
                    INSERT INTO {schema}.discounts (key, code, type, value, min_cart_value, is_active) VALUES ('{key}', '{key}', 'percent', 10, 0, true)
                    """);
            }

            await postgres.ExecuteAsync($"DELETE FROM {schema}.schema_versions WHERE scriptname LIKE '%0007%'");
            await postgres.Migrations(schema).ApplyAsync(Token);

            var keys = await postgres.QueryAsync<string[]>($"SELECT array_agg(key) FROM {schema}.discounts");
            Assert.Equal(7, keys!.Length);
            Assert.All(["JUNE10", "MAY", "TAKEN", "TAKEN\u200B", "TWIN", "\u200B"], key => Assert.Single(keys, key));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task A_process_of_the_release_before_goes_on_through_the_migration()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        var (before, after) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        try
        {
            await CreateAsync(schema, upTo: "0008");
            await postgres.ExecuteAsync($"""
                INSERT INTO {schema}.discounts (key, code, type, value, min_cart_value, max_uses, is_active) VALUES ('TEN', 'Ten', 'fixed', 10, 0, 3, true)
                """);
            Assert.Equal(before, await PlaceAsBeforeAsync(schema, before));

            await postgres.Migrations(schema).ApplyAsync(Token);

            Assert.Equal(after, await PlaceAsBeforeAsync(schema, after));
            Assert.Equal("Exhausted", await RefusedAsBeforeAsync(schema));
            Assert.Equal(2, await ReadQuantityAsBeforeAsync(schema, before));
            using var store = postgres.StoreIn(schema);
            foreach (var id in (Guid[])[before, after])
            {
                var placed = await store.GetAsync(OrderId.FromGuid(id), Token);
                Assert.Equal([new CartLine(new ProductKey(7, 42), 2, 10m), new CartLine(new ProductKey(7, "a\"b"), 1, 5.50m)], placed!.Lines);
                Assert.Equal(OrderDrafts.Totals(Currency.Usd, 25.50m, 10m, 1.25m, code: "Ten"), placed.Totals);
                Assert.Equal(("Ten", "alice", "Mug"), (placed.DiscountCodes.FirstOrDefault(), placed.UserId, placed.Details.Names[LineKey.Parse("7:42")]));
                Assert.Equal(new CheckoutOperation("key", "content"), placed.Operation);
            }

            Assert.Equal(new DiscountUses(3, 1), await store.ReturnDiscountAsync(OrderId.FromGuid(before), Token));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("oldest program: 0005", false)]
    [InlineData("oldest program: 0998, since carts moved", true)]
    public async Task A_program_that_is_older_than_its_database_starts_with_a_warning_or_is_refused(string? comment, bool isRefused)
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        using var log = new HeardLines();
        try
        {
            await postgres.Migrations(schema).ApplyAsync(Token);
            await postgres.ExecuteAsync(
                $"INSERT INTO {schema}.schema_versions (scriptname, applied) VALUES ('Cart.Persistence.Schema.0999_future.sql', '2030-01-01')");
            await postgres.ExecuteAsync($"COMMENT ON TABLE {schema}.schema_versions IS {(comment is null ? "NULL" : $"'{comment}'")}");
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Logging.AddProvider(log);
            builder.Services.AddCartCore().UseInMemory().UsePostgres(postgres.ConnectionString, options => options.Schema = schema);
            using var host = builder.Build();

            var fault = await Record.ExceptionAsync(() => host.StartAsync(Token));

            var said = isRefused ? Assert.IsType<UnfitStoreException>(fault).Message : string.Join('\n', log.Lines);
            Assert.Equal(isRefused, fault is not null);
            Assert.Contains("0999_future.sql", said, StringComparison.Ordinal);
            Assert.Contains(MigrationScripts.Newest, said, StringComparison.Ordinal);
            Assert.Equal(
                isRefused, await Record.ExceptionAsync(() => postgres.Migrations(schema).ApplyAsync(Token)) is InvalidOperationException);
            await host.StopAsync(Token);
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task A_reserved_word_can_name_the_schema()
    {
        try
        {
            await postgres.Migrations("user").ApplyAsync(Token);

            Assert.Equal(0, await postgres.QueryAsync<long>("""SELECT count(*) FROM "user".orders"""));
        }
        finally
        {
            await postgres.DropAsync("user");
        }
    }

    [Fact]
    public async Task A_script_that_fails_is_named_and_leaves_nothing_behind()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        await postgres.ExecuteAsync($"CREATE SCHEMA {schema}; CREATE TABLE {schema}.order_lines (mine int)");
        try
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => postgres.Migrations(schema).ApplyAsync(Token));

            Assert.Contains("0001_orders.sql", failure.Message, StringComparison.Ordinal);
            Assert.Equal(1, await postgres.QueryAsync<long>($"SELECT count(*) FROM pg_tables WHERE schemaname = '{schema}'"));
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task A_host_creates_the_tables_at_its_start_and_keeps_its_own_data_source()
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(postgres.Raw);
        builder.Services.AddCartCore().UseInMemory().UsePostgres(postgres.ConnectionString, options => options.Schema = schema);
        using var host = builder.Build();
        try
        {
            await host.StartAsync(Token);

            Assert.Null(await host.Services.GetRequiredService<IOrderStore>().GetAsync(OrderId.New(TimeProvider.System), Token));
            Assert.Same(postgres.Raw, host.Services.GetRequiredService<NpgsqlDataSource>());
            await host.StopAsync(Token);
        }
        finally
        {
            await postgres.DropAsync(schema);
        }
    }

    [Fact]
    public async Task A_server_that_refuses_connections_stops_the_start_with_a_hint()
    {
        var options = new OptionsWrapper<PostgresOptions>(new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Username=nobody" });
        var migrations = new PostgresMigrations(options, NullLogger<PostgresMigrations>.Instance);

        var fault = await Assert.ThrowsAsync<CartUnavailableException>(() => migrations.ApplyAsync(Token));

        Assert.Contains("UsePostgres", fault.Message, StringComparison.Ordinal);
    }

    private async Task CreateFirstReleaseAsync(string schema, OrderDraft draft)
    {
        var (order, cart) = (draft.Id.ToGuid(), draft.Cart.Id.ToGuid());
        await CreateAsync(schema, upTo: "0001");
        await postgres.ExecuteAsync($$"""
            INSERT INTO {{schema}}.checkouts VALUES ('{{cart}}', 1, '{{order}}');
            INSERT INTO {{schema}}.orders VALUES
                ('{{order}}', '{{cart}}', 'alice', 'USD', 20.00, NULL, 0.00, 0.00, 0.00, 20.00, 3, 1, '2026-01-01T00:00:00Z', '{}');
            INSERT INTO {{schema}}.order_lines VALUES ('{{order}}', 1, 7, '42', 2, 10.00, 20.00);
            """);
    }

    private async Task CreateAsync(string schema, string upTo)
    {
        await postgres.ExecuteAsync($"""
            CREATE SCHEMA {schema};
            CREATE TABLE {schema}.schema_versions (schemaversionsid serial PRIMARY KEY, scriptname varchar(255) NOT NULL, applied timestamp NOT NULL)
            """);
        foreach (var script in MigrationScripts.All.Where(script => string.CompareOrdinal(MigrationScripts.FileOf(script)[..4], upTo) <= 0))
        {
            await postgres.ExecuteAsync(await MigrationScripts.ReadAsync(script, schema, Token));
            await postgres.ExecuteAsync($"INSERT INTO {schema}.schema_versions (scriptname, applied) VALUES ('{script}', '2026-01-01')");
        }
    }

    // What a process of the release before sends, and reads.
    private Task<Guid> PlaceAsBeforeAsync(string schema, Guid order) =>
        postgres.QueryAsync<Guid>($"SELECT known_order FROM {CallOfBefore(schema, order, uses: 1)} WHERE draft = 1");

    private Task<string?> RefusedAsBeforeAsync(string schema) =>
        postgres.QueryAsync<string>($"SELECT refusal FROM {CallOfBefore(schema, Guid.CreateVersion7(), uses: 2)} WHERE draft = 2");

    private async Task<int> ReadQuantityAsBeforeAsync(string schema, Guid order)
    {
        await using var command = postgres.Raw.CreateCommand($"SELECT quantity FROM {schema}.order_lines WHERE order_id = '{order}' AND line_no = 1");
        await using var reader = await command.ExecuteReaderAsync(Token);
        await reader.ReadAsync(Token);
        return reader.GetInt32(0);
    }

    private static string CallOfBefore(string schema, Guid order, int uses)
    {
        return $$"""
            {{schema}}.place_orders(false, {{Each("gen_random_uuid()")}}, {{Each("1::bigint")}}, {{Each($"'{order}'::uuid", "gen_random_uuid()")}},
                {{Each("'alice'")}}, {{Each("'USD'")}}, {{Each("25.50")}}, {{Each("'Ten'")}}, {{Each("'TEN'")}}, {{Each("10.00")}}, {{Each("1.25")}}, {{Each("0.00")}},
                {{Each("16.75")}}, {{Each("3::bigint")}}, {{Each("now()")}}, {{Each("'{}'::jsonb")}}, ARRAY[1, 1], ARRAY[1, 2], ARRAY[7, 7],
                ARRAY['42', 'a"b'], ARRAY[2, 1], ARRAY[10.00, 5.50], ARRAY[20.00, 5.50],
                {{Each("""'{"names":{"7:42":"Mug"}}'::jsonb""")}}, {{Each("'key'")}}, {{Each("'content'")}})
            """;

        string Each(string first, string? other = null) => $"ARRAY[{string.Join(", ", Enumerable.Range(0, uses).Select(use => use == 0 ? first : other ?? first))}]";
    }

    private static long ScriptCount =>
        typeof(PostgresMigrations).Assembly.GetManifestResourceNames().Count(name => name.EndsWith(".sql", StringComparison.Ordinal));
}
