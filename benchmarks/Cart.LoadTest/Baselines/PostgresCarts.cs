using Cart.Engine;
using Npgsql;
using NpgsqlTypes;

namespace Cart.LoadTest;

/// <summary>
/// Carts in tables: one transaction a change, which locks the row of the cart. A change is one batch in one round trip, and commits to the
/// disk, as orders do. Nothing is lost.
/// </summary>
internal sealed class PostgresCarts : IShopCarts, IAsyncDisposable
{
    private const string Lock = "SELECT 1 FROM carts WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private const string Put = """
        INSERT INTO lines (cart, product, quantity) VALUES ($1, $2, $3)
        ON CONFLICT (cart, product) DO UPDATE SET quantity = lines.quantity + excluded.quantity
        """;

    private const string TakeOver = """
        INSERT INTO lines (cart, product, quantity) SELECT $2, product, quantity FROM lines WHERE cart = $1
        ON CONFLICT (cart, product) DO UPDATE SET quantity = lines.quantity + excluded.quantity
        """;

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    private PostgresCarts(NpgsqlDataSource source, string schema) => (_source, _schema) = (source, schema);

    public string Name => "PostgreSQL, row lock";

    public static async Task<PostgresCarts> OpenAsync(ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var schema = "carts_" + Guid.NewGuid().ToString("N")[..8];
        var carts = new PostgresCarts(NpgsqlDataSource.Create($"{addresses.NeededPostgres};Search Path={schema};Maximum Pool Size=64;Timeout=60"), schema);
        await using var create = carts._source.CreateCommand(
            $"""
             CREATE SCHEMA {schema};
             CREATE TABLE {schema}.carts (id uuid PRIMARY KEY, changed_at timestamptz NOT NULL DEFAULT now());
             CREATE TABLE {schema}.lines (cart uuid NOT NULL REFERENCES {schema}.carts ON DELETE CASCADE, product text, quantity int NOT NULL, PRIMARY KEY (cart, product));
             """);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return carts;
    }

    public Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken) => ChangeAsync(
        [
            Command("INSERT INTO carts (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET changed_at = now()", Id(cart)),
            Command(Put, Id(cart), new NpgsqlParameter<string> { TypedValue = product.ToString() }, new NpgsqlParameter<int> { TypedValue = quantity }),
        ],
        cancellationToken);

    public async Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT product, quantity FROM lines WHERE cart = $1");
        command.Parameters.Add(Id(cart));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lines = new List<BasketLine>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lines.Add(new BasketLine { ProductId = reader.GetString(0), Quantity = reader.GetInt32(1) });
        }

        return ProtobufCarts.LinesOf(lines);
    }

    public Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken) => ChangeAsync(
        [
            Command("INSERT INTO carts (id) VALUES ($1) ON CONFLICT (id) DO NOTHING", Id(target)),
            Command(Lock, new NpgsqlParameter<Guid[]> { TypedValue = [source.ToGuid(), target.ToGuid()], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid }),
            Command(TakeOver, Id(source), Id(target)),
            Command("DELETE FROM carts WHERE id = $1", Id(source)),
        ],
        cancellationToken);

    public async Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken)
    {
        await using (var command = _source.CreateCommand("TRUNCATE carts CASCADE"))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        _source.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await using (var drop = _source.CreateCommand($"DROP SCHEMA {_schema} CASCADE"))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await _source.DisposeAsync();
    }

    private static NpgsqlParameter<Guid> Id(CartId cart) => new() { TypedValue = cart.ToGuid() };

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // A batch is a transaction of its own, in one round trip.
    private async Task ChangeAsync(NpgsqlBatchCommand[] commands, CancellationToken cancellationToken)
    {
        await using var batch = _source.CreateBatch();
        foreach (var command in commands)
        {
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
