using Cart.Engine;
using Cart.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Cart.Faults;

/// <summary>Prepares the stores of an episode, and lets the shop come to rest at its end: no more faults, every cart touched, the outbox empty.</summary>
internal sealed class EpisodeEnd(FaultServers servers, WorkSettings settings)
{
    private static readonly ProductKey Nothing = new(1, 1);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await servers.EmptyRedisAsync();
        using var host = WorkHost.Build(servers.Direct(settings), null);
        await host.Services.GetRequiredService<PostgresMigrations>().ApplyAsync(cancellationToken);
        var discounts = host.Services.GetRequiredService<IDiscountStore>();
        await discounts.CreateAsync(new Discount { Code = WorkSettings.Rush, Value = 10, MaxUses = WorkSettings.RushCap }, cancellationToken);
        await discounts.CreateAsync(new Discount { Code = WorkSettings.Once, Value = 5, MaxUsesPerCustomer = 1 }, cancellationToken);
    }

    public async Task<EpisodeReport> CheckAsync(IReadOnlyList<WorkNote> notes, long cartsLostAt, CancellationToken cancellationToken)
    {
        var heard = Path.GetTempFileName();
        try
        {
            using var log = new WorkLog(heard);
            using var host = WorkHost.Build(servers.Direct(settings), log);
            await RestAsync(host, notes, cancellationToken);
            var check = new EpisodeCheck([.. notes, .. WorkLog.Read(heard)], cartsLostAt);
            await check.LoadAsync(host.Services, servers.Postgres.ConnectionString, settings.Schema, cancellationToken);
            return check.Report();
        }
        finally
        {
            File.Delete(heard);
        }
    }

    private async Task RestAsync(IHost host, IReadOnlyList<WorkNote> notes, CancellationToken cancellationToken)
    {
        // Leases run out.
        await Task.Delay(WorkSettings.Lease * 1.2, cancellationToken);
        await RelayAsync(host, cancellationToken);
        var carts = notes.Select(static note => note.Cart).OfType<string>().Distinct().ToList();
        await using var scope = host.Services.CreateAsyncScope();
        var engine = scope.ServiceProvider.GetRequiredService<CartEngine>();
        var orders = scope.ServiceProvider.GetRequiredService<IOrderStore>();
        foreach (var text in carts)
        {
            _ = CartId.TryParse(text, out var cart);
            await engine.ApplyAsync(cart, new RemoveLine(Nothing), cancellationToken);
            var snapshot = await engine.GetAsync(cart, cancellationToken);
            if (snapshot is { State: CartState.Open, IsEmpty: false } && await orders.FindByCartAsync(cart, cancellationToken) is not null)
            {
                // Redis lost that the cart was ordered: its next checkout finds that out.
                await engine.ApplyAsync(cart, new RemoveDiscount(), cancellationToken);
                await engine.CheckoutAsync(cart, cancellationToken: cancellationToken);
            }
        }

        await RelayAsync(host, cancellationToken);
    }

    private async Task RelayAsync(IHost host, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(servers.Postgres.ConnectionString);
        var (relay, outbox) = (host.Services.GetRequiredService<OrderRelay>(), host.Services.GetRequiredService<IOrderOutbox>());
        for (var rounds = 0; rounds < 50 && (await outbox.MeasureAsync(cancellationToken)).Pending > 0; rounds++)
        {
            await using var due = source.CreateCommand($"UPDATE {settings.Schema}.outbox SET due_at = now()");
            await due.ExecuteNonQueryAsync(cancellationToken);
            await relay.RelayDueAsync(cancellationToken);
            await relay.RelayAnnouncedAsync(cancellationToken);
        }
    }
}
