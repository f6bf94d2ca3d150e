using Kiosk.Cloud;
using Kiosk.Systemd;

await using var app = CloudService.Build(args);
return await ServiceHost.RunAsync(app, "Listening to the fleet");
