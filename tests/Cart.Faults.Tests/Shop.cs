using System.Globalization;
using Cart.Engine;
using Cart.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace Cart.Faults.Tests;

/// <summary>A shop with tables of its own, on the servers of the fault tests, and what its handlers heard.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private static int _count;

    private readonly FaultServers _servers;
    private readonly string _folder = Directory.CreateTempSubdirectory("cart-shop-").FullName;
    private readonly WorkLog _log;
    private readonly IHost _host;

    private Shop(FaultServers servers, string schema)
    {
        _servers = servers;
        Settings = servers.Direct(servers.SettingsFor(schema, Path.Combine(_folder, "child.log"), 1));
        _log = new WorkLog(Path.Combine(_folder, "shop.log"));
        _host = WorkHost.Build(Settings, _log);
        Database = NpgsqlDataSource.Create(Settings.Postgres);
        Redis = ConnectionMultiplexer.Connect(servers.Redis.ConnectionString);
    }

    public WorkSettings Settings { get; }

    public NpgsqlDataSource Database { get; }

    public ConnectionMultiplexer Redis { get; }

    public CartEngine Engine => Get<CartEngine>();

    public ICartStore Carts => Get<ICartStore>();

    public IOrderStore Orders => Get<IOrderStore>();

    public IDiscountStore Discounts => Get<IDiscountStore>();

    public IDiscountGate Gate => Get<IDiscountGate>();

    /// <summary>The code of a discount that this shop alone has.</summary>
    public DiscountCode Code { get; } = DiscountCode.Parse(Guid.NewGuid().ToString("N"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Shop> OpenAsync(FaultServers servers, long? maxUses = null)
    {
        var shop = new Shop(servers, string.Create(CultureInfo.InvariantCulture, $"shop_{Interlocked.Increment(ref _count)}_{Environment.ProcessId}"));
        await shop.Get<PostgresMigrations>().ApplyAsync(Token);
        await shop.Discounts.CreateAsync(new Discount { Code = shop.Code, Value = 10, MaxUses = maxUses }, Token);
        return shop;
    }

    public T Get<T>()
        where T : notnull => _host.Services.CreateScope().ServiceProvider.GetRequiredService<T>();

    /// <summary>Fills a cart with two units of one product, and the shop's discount.</summary>
    public async Task<CartId> FillAsync(bool discounted = true)
    {
        var cart = CartId.New();
        await Engine.ApplyAsync(cart, new AddLines(new ProductKey(7, 1), 2, 10m), Token);
        if (discounted)
        {
            await Engine.ApplyAsync(cart, new ApplyDiscount(Code.Text), Token);
        }

        return cart;
    }

    /// <summary>Starts a process that checks a cart out, and that a fault strikes.</summary>
    public WorkerProcess StartCheckout(CartId cart, string fault) =>
        WorkerProcess.Start("checkout", Settings, fault, "--cart", cart.ToString());

    /// <summary>Lets a process die in the middle of a checkout.</summary>
    public async Task DieAtAsync(string point, CartId cart)
    {
        using var process = StartCheckout(cart, point + ":1:kill");
        var (exitCode, error) = await process.WaitAsync(Token);
        Assert.True(exitCode == 137, $"The process did not die at {point}: exit code {exitCode}. {error}");
    }

    /// <summary>Does what a client does who is told to wait: asks again until the answer is another.</summary>
    public async Task<CheckoutResult> RetryAsync(CartId cart)
    {
        CheckoutResult result;
        do
        {
            result = await Engine.CheckoutAsync(cart, cancellationToken: Token);
        }
        while (result.Outcome is "checkout_in_progress");

        return result;
    }

    /// <summary>Makes everything in the outbox due, and works it off.</summary>
    public async Task RelayAsync()
    {
        await ExecuteAsync("UPDATE $.outbox SET due_at = now()");
        await Get<OrderRelay>().RelayDueAsync(Token);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql.Replace("$", Settings.Schema, StringComparison.Ordinal));
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql.Replace("$", Settings.Schema, StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>How often handlers heard of an order, in this process and in those that died.</summary>
    public int HeardOf(OrderId order, string what) => Directory.GetFiles(_folder, "*.log").SelectMany(WorkLog.Read)
        .Count(note => note.What == what && note.Order == order.ToString());

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
        await using (var drop = Database.CreateCommand($"DROP SCHEMA IF EXISTS {Settings.Schema} CASCADE"))
        {
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }

        await Database.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
