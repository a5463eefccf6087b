using Cart.Engine;
using Cart.Faults;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cart.Persistence.Tests;

/// <summary>Hosts that start while PostgreSQL is away, has no room, or is set up wrongly.</summary>
public sealed class StartWithoutPostgresTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>, IAsyncDisposable
{
    private readonly string _schema = "t_" + Guid.NewGuid().ToString("N");
    private readonly HeardLines _log = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await postgres.DropAsync(_schema);
        _log.Dispose();
    }

    [Fact]
    public async Task A_host_starts_while_the_server_is_away_and_applies_the_scripts_when_it_is_back()
    {
        var server = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        await using var proxy = TcpProxy.Start(server.Port);
        proxy.Refuse(true);
        server.Port = proxy.Port;
        using var host = HostOf(server.ConnectionString);

        await host.StartAsync(Token);

        var orders = host.Services.GetRequiredService<IOrderStore>();
        await Assert.ThrowsAsync<CartUnavailableException>(async () => await orders.GetAsync(OrderId.New(TimeProvider.System), Token));
        await Assert.ThrowsAsync<CartUnavailableException>(async () => await ((IOrderStoreReadiness)orders).EnsureWritableAsync(Token));
        proxy.Refuse(false);
        await UntilReadyAsync(orders);
        Assert.IsType<Placement.Placed>(await orders.PlaceAsync(OrderDrafts.Of(OrderDrafts.Cart()), Token));
        await host.StopAsync(Token);
        Assert.Single(_log.Lines, static line => line.Id == 3003);
        Assert.Single(_log.Lines, static line => line.Id == 3004);
        Assert.Single(_log.Lines, static line => line.Id == 1020);
    }

    [Fact]
    public async Task A_server_without_room_for_a_connection_is_away_and_a_wrong_password_or_a_missing_right_ends_the_start()
    {
        var role = "start_" + Guid.NewGuid().ToString("N");
        await postgres.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'hush' CONNECTION LIMIT 0");
        try
        {
            using (var host = HostOf($"{postgres.ConnectionString};Username={role};Password=hush"))
            {
                await host.StartAsync(Token);
                await postgres.ExecuteAsync($"ALTER ROLE {role} CONNECTION LIMIT -1; CREATE SCHEMA {_schema} AUTHORIZATION {role}");
                await UntilReadyAsync(host.Services.GetRequiredService<IOrderStore>());
                await host.StopAsync(Token);
            }

            await RefusesAsync($"{postgres.ConnectionString};Username={role};Password=geheim", _schema, "turned the connection away");
            await RefusesAsync($"{postgres.ConnectionString};Username={role};Password=hush", _schema + "_2", "permission denied");
        }
        finally
        {
            await postgres.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private async Task RefusesAsync(string connectionString, string schema, string cause)
    {
        using var host = HostOf(connectionString, schema);
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Token));
        Assert.Contains(cause, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", refusal.ToString(), StringComparison.Ordinal);
    }

    private static async Task UntilReadyAsync(IOrderStore orders) => await Waiting.UntilAsync(
        async () =>
        {
            try
            {
                await orders.GetAsync(OrderId.New(TimeProvider.System), Token);
                return true;
            }
            catch (CartUnavailableException)
            {
                return false;
            }
        },
        "the tables are there",
        Token);

    private IHost HostOf(string connectionString, string? schema = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(_log);
        builder.Services.AddCartCore().UseInMemory().UsePostgres(connectionString, options => options.Schema = schema ?? _schema);
        return builder.Build();
    }
}
