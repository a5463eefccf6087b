using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cart.Engine;

/// <summary>Stops the start of a host that has not chosen its stores, with a message that names the calls.</summary>
internal sealed class StoresOfHost(IServiceProviderIsService services) : IHostedLifecycleService
{
    private static readonly (Type[] Services, string Missing)[] Needed =
    [
        ([typeof(ICartStore), typeof(ICartWatch), typeof(ICartDirectory), typeof(IUserCarts)],
            "carts: call .UseEmbedded(\"data\"), .UseRedis(\"localhost:6379\") or .UseInMemory()"),
        ([typeof(IOrderStore), typeof(IOrderOutbox), typeof(IDiscountStore), typeof(IAdminAudit)],
            "orders and discounts: call .UseEmbedded(\"data\"), .UsePostgres(\"Host=localhost;…\") or .UseInMemory()"),
    ];

    /// <exception cref="InvalidOperationException">A store is missing.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var missing = Needed
            .Select(store => (Lacking: store.Services.Where(service => !services.IsService(service)).ToList(), store.Missing))
            .Where(static store => store.Lacking.Count > 0)
            .Select(static store => $"\n- {store.Missing} on what services.AddCart() returned. "
                + $"Not registered: {string.Join(", ", store.Lacking.Select(static service => service.Name))}.")
            .ToList();
        return missing.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException("The host has not chosen where to keep:" + string.Concat(missing));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
