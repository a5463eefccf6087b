using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cart.Engine;

/// <summary>Specifies what a store keeps. A host has one store for each role.</summary>
internal enum StoreRole
{
    Carts,
    Orders,
}

/// <summary>Records which services each store registered, so that another store can remove all of them.</summary>
internal sealed class StoreRegistrations
{
    private readonly Dictionary<StoreRole, List<ServiceDescriptor>> _registered = [];
    private StoreRole? _open;

    /// <summary>Returns the record of a host. It is one of the host's services, because a host can add the engine more than once.</summary>
    public static StoreRegistrations Of(IServiceCollection services)
    {
        if (services.LastOrDefault(static service => service.ServiceType == typeof(StoreRegistrations))?.ImplementationInstance
            is StoreRegistrations known)
        {
            return known;
        }

        // The services of the options are shared, so no store may remove them with its own.
        services.AddOptions();
        var registrations = new StoreRegistrations();
        services.AddSingleton(registrations);
        return registrations;
    }

    /// <summary>Removes what the last store of this role registered, and records what this one registers.</summary>
    public void Replace(StoreRole role, IServiceCollection services, Action<IServiceCollection> register)
    {
        // A store that is built on another one registers both as one.
        if (_open == role)
        {
            register(services);
            return;
        }

        foreach (var service in _registered.GetValueOrDefault(role) ?? [])
        {
            services.Remove(service);
        }

        var before = new HashSet<ServiceDescriptor>(services, ReferenceEqualityComparer.Instance);
        var outer = _open;
        _open = role;
        try
        {
            register(services);
        }
        finally
        {
            _open = outer;
            _registered[role] = [.. services.Where(service => !before.Contains(service))];
        }
    }
}

/// <summary>Stops the start of a host without stores, with a message that names the methods to call.</summary>
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
