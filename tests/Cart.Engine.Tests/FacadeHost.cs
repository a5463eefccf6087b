using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Engine.Tests;

/// <summary>A host with everything in memory, whose requests each have a facade of their own.</summary>
internal sealed class FacadeHost(CartOptions? options = null, Action<CartBuilder>? configure = null) : IDisposable
{
    private readonly ServiceProvider _services = CartServices.Of(options, configure: builder =>
    {
        builder.Services.AddScoped<Visit>();
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession>(scope => scope.GetRequiredService<Visit>().Session!));
        configure?.Invoke(builder);
    });

    public T Get<T>()
        where T : notnull => _services.CreateScope().ServiceProvider.GetRequiredService<T>();

    /// <summary>Begins a request of a session.</summary>
    public ShoppingCart Request(InMemoryCartSession session)
    {
        var scope = _services.CreateScope().ServiceProvider;
        scope.GetRequiredService<Visit>().Session = session;
        return scope.GetRequiredService<ShoppingCart>();
    }

    public void Dispose() => _services.Dispose();

    private sealed class Visit
    {
        public InMemoryCartSession? Session { get; set; }
    }
}
