using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Checks whether the cookie keys can be used, and whether the host configures where they are stored.</summary>
internal sealed class KeyRingCheck(IDataProtectionProvider protection, IOptions<KeyManagementOptions> options) : IStoreCheck
{
    private const string Kept = "data_protection_keys";
    private const string Usable = "data_protection_use";

    private static readonly byte[] Probe = "probe"u8.ToArray();

    public string Name => "data_protection";

    public ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<ImmutableArray<CheckFinding>>([Use(protection, options.Value), Look(context.Production)]);

    /// <summary>Protects and unprotects a probe, as every new cart does.</summary>
    public static CheckFinding Use(IDataProtectionProvider protection, KeyManagementOptions options)
    {
        try
        {
            var protector = protection.CreateProtector("Cart.AspNetCore.KeyRingCheck");
            if (protector.Unprotect(protector.Protect(Probe)).AsSpan().SequenceEqual(Probe))
            {
                return new CheckFinding(Usable, CheckLevel.Ok, "a cookie can be protected and opened");
            }

            return Unusable(CheckLevel.Refuse, "what was protected opens as something else");
        }
        catch (Exception fault)
        {
            // A store for keys, such as Redis or a database, can be unavailable. Files are a matter of configuration.
            var isFile = options.XmlRepository is null or FileSystemXmlRepository;
            return Unusable(isFile ? CheckLevel.Refuse : CheckLevel.Away, fault.GetBaseException().Message.ReplaceLineEndings(" "));
        }
    }

    private static CheckFinding Unusable(CheckLevel level, string why) => new(
        Usable, level, $"no cookie can be protected: {why}",
        "Carts are stored and their shoppers cannot get the cookie: every first add fails.",
        "Make sure that the host can read and write its keys of Data Protection, and that each key file is whole.");

    private CheckFinding Look(bool production) => options.Value.XmlRepository switch
    {
        null => new CheckFinding(
            Kept,
            production ? CheckLevel.Warn : CheckLevel.Ok,
            "the host does not say where the keys of its cookies are kept",
            "Where they are not kept, or not shared, cookies are unreadable after a restart and on other machines: shoppers lose their carts.",
            "Call services.AddDataProtection().PersistKeysTo…, with a place that all machines share."),
        FileSystemXmlRepository files => new CheckFinding(Kept, CheckLevel.Ok, $"the keys of the cookies are kept in {files.Directory.FullName}"),
        var repository => new CheckFinding(Kept, CheckLevel.Ok, $"the keys of the cookies are kept by {repository.GetType().Name}"),
    };
}
