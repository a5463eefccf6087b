using Cart.Engine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>Says in the log, once the host has started, who is an operator where no authorization policy is named.</summary>
internal static class AdminNotes
{
    /// <summary>Has the log written when the host has started: by then the host has added its policy, if it does.</summary>
    public static void AtStart(IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Write(endpoints, services));
    }

    private static void Write(IEndpointRouteBuilder endpoints, IServiceProvider services)
    {
        var admin = endpoints.DataSources.SelectMany(static source => source.Endpoints)
            .Where(static endpoint => endpoint.Metadata.GetMetadata<AdminEndpoint>() is not null);
        if (admin.All(AdminAccess.HasPolicy))
        {
            return;
        }

        var logger = services.GetRequiredService<ILogger<OperatorActions>>();
        if (!AdminAccess.AllowsLoopback(services))
        {
            logger.NobodyIsOperator();
        }
        else if (services.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            logger.MachineIsOperatorInDevelopment();
        }
        else
        {
            logger.MachineIsOperator();
        }
    }

    /// <summary>Marks the endpoints of the admin.</summary>
    public sealed record AdminEndpoint;
}
