using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.AspNetCore.Tests;

internal static class SharedKeys
{
    /// <summary>Keeps the keys of the cookies where other shops find them.</summary>
    public static void ShareKeys(this IServiceCollection services, string directory)
    {
        foreach (var ephemeral in services.Where(static service => service.ServiceType == typeof(IDataProtectionProvider)).ToList())
        {
            services.Remove(ephemeral);
        }

        services.AddDataProtection().SetApplicationName("tests").PersistKeysToFileSystem(new DirectoryInfo(directory));
    }
}
