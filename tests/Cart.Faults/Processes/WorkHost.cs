using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cart.Faults;

/// <summary>A host of the real engine on real servers, with a short lease and an impatient relay.</summary>
internal static class WorkHost
{
    public static IHost Build(WorkSettings settings, WorkLog? log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddCartCore(options => options.CheckoutLease = WorkSettings.Lease)
            .UseRedis(settings.Redis)
            .UsePostgres(settings.Postgres, postgres => postgres.Schema = settings.Schema);
        // Each shop of a campaign has a schema of its own, on one Redis.
        builder.Services.Configure<CheckOptions>(static checks => checks.Override.Add("redis_order_store"));
        builder.Services.Configure<OutboxOptions>(options =>
        {
            options.PollInterval = TimeSpan.FromMilliseconds(300);
            options.Lease = TimeSpan.FromSeconds(1);
        });
        if (log is not null)
        {
            builder.Services.AddSingleton<ICartEventHandler<CartCheckedOut>>(new Ears(log));
            builder.Services.AddSingleton<ICartEventHandler<OrderPlaced>>(new Ears(log));
        }

        return builder.Build();
    }

    private sealed class Ears(WorkLog log) : ICartEventHandler<CartCheckedOut>, ICartEventHandler<OrderPlaced>
    {
        public ValueTask HandleAsync(CartCheckedOut cartEvent, CancellationToken cancellationToken = default)
        {
            log.Write(new WorkNote { What = "checked_out", Order = cartEvent.Order.Id.ToString() });
            return ValueTask.CompletedTask;
        }

        public ValueTask HandleAsync(OrderPlaced cartEvent, CancellationToken cancellationToken = default)
        {
            log.Write(new WorkNote { What = "placed", Order = cartEvent.Order.Id.ToString() });
            return ValueTask.CompletedTask;
        }
    }
}
