using System.Threading.Channels;
using Cart.Engine;
using Cart.Testing;
using Extensions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.AspNetCore.Tests;

/// <summary>A shop with all the extensions of docs/extending.md, and their tables in a schema of its own.</summary>
internal sealed class OwnShop : IAsyncDisposable
{
    private readonly string _schema;
    private readonly Heard _heard;

    private OwnShop(TestShop shop, NpgsqlDataSource database, string schema, Heard heard) =>
        (Shop, Database, _schema, _heard) = (shop, database, schema, heard);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public TestShop Shop { get; }

    public NpgsqlDataSource Database { get; }

    public static async Task<OwnShop> StartAsync(Action<CartBuilder>? configure = null)
    {
        var schema = "t_" + Guid.NewGuid().ToString("N");
        var connection = new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync()) { SearchPath = schema };
        var database = NpgsqlDataSource.Create(connection);
        await using var tables = typeof(ShopExtensions).Assembly.GetManifestResourceStream("tables.sql")!;
        await RunAsync(database, $"CREATE SCHEMA {schema}");
        await RunAsync(database, await new StreamReader(tables).ReadToEndAsync(Cancellation));
        await RunAsync(database, "INSERT INTO products VALUES (7, '42', 'Mug, white', 9.99, 30), (9, 'ISBN-1', 'Book', 20.00, 1)");
        var heard = new Heard();
        var shop = await TestShop.StartAsync(cart =>
        {
            cart.UseOwnExtensions(database).AddEventHandler<CartEvent, Listener>().Services.AddSingleton(heard);
            configure?.Invoke(cart);
        });
        return new OwnShop(shop, database, schema, heard);
    }

    /// <summary>Returns the next of the events of a type, after all its handlers have heard of it.</summary>
    public async Task<T> HearAsync<T>()
        where T : CartEvent
    {
        while (true)
        {
            if (await _heard.Events.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation) is T heard)
            {
                return heard;
            }
        }
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        await RunAsync(Database, $"DROP SCHEMA {_schema} CASCADE");
        await Database.DisposeAsync();
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private sealed class Heard
    {
        public Channel<CartEvent> Events { get; } = Channel.CreateUnbounded<CartEvent>();
    }

    // A handler of all events comes after those of one.
    private sealed class Listener(Heard heard) : ICartEventHandler<CartEvent>
    {
        public ValueTask HandleAsync(CartEvent cartEvent, CancellationToken cancellationToken = default) =>
            heard.Events.Writer.WriteAsync(cartEvent, cancellationToken);
    }
}
