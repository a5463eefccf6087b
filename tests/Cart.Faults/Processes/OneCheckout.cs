using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Faults;

/// <summary>A process that checks one cart out, and tells the handlers of it before it ends.</summary>
internal static class OneCheckout
{
    public static async Task RunAsync(WorkSettings settings, string cart, CancellationToken cancellationToken)
    {
        using var log = new WorkLog(settings.Log);
        using var host = WorkHost.Build(settings, log);
        _ = CartId.TryParse(cart, out var id);
        await using var scope = host.Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<CartEngine>().CheckoutAsync(id, cancellationToken: cancellationToken);
        log.Write(new WorkNote { What = "checkout", Cart = cart, Answer = result.Outcome.ToString(), Order = result.Order?.Id.ToString() });
        await FaultPoint.ReachAsync("checkout.answered");
        await host.Services.GetRequiredService<OrderRelay>().RelayAnnouncedAsync(cancellationToken);
    }
}
